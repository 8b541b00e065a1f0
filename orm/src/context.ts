import { AsyncLocalStorage } from 'node:async_hooks'
import type { AtomicBlock } from './atomic-block.ts'
import type { Database } from './database.ts'
import type { StatementEvent } from './logging.ts'

/** A list that collects the statements of one database. */
interface Capture {
  readonly database: Database
  readonly events: StatementEvent[]
}

/** What the code below a call inherits: which database, inside which transactions, in which time zone. */
export interface Scope {
  readonly database?: Database | undefined
  /** The innermost atomic block; blocks of other databases follow through `enclosing`. */
  readonly block?: AtomicBlock | undefined
  readonly captures?: readonly Capture[] | undefined
  readonly timeZone?: string | undefined
  /** `false` makes awaiting an unloaded relation an error. */
  readonly lazyLoading?: boolean | undefined
}

/** The scope of the running asynchronous flow; no other flow sees it. */
export const scopes = new AsyncLocalStorage<Scope | undefined>()

/** Run `fn`, and all that it starts, with some parts of the scope replaced. */
export function withScope<T>(changes: Scope, fn: () => T): T {
  return scopes.run({ ...scopes.getStore(), ...changes }, fn)
}
