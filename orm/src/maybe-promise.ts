import type { MaybePromise } from './backends/backend.ts'

/**
 * Go on with an answer: at once where it is there already, otherwise when it comes. SQLite answers at once, and a promise in
 * between would cost as much as many a query does.
 */
export function whenThere<T, U>(answer: MaybePromise<T>, next: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return answer instanceof Promise ? answer.then(next) : next(answer)
}
