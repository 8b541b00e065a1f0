import { withScope } from './context.ts'

/**
 * Run `fn`, and all that it starts, with lazy loading forbidden: awaiting a related object that was not loaded throws
 * LazyLoadingError there. For tests and for code that must know how many queries it sends.
 */
export function forbidLazyLoading<T>(fn: () => T): T {
  return withScope({ lazyLoading: false }, fn)
}
