/** What can be sent twice: it reads, or begins a transaction, which is over when its connection is. */
const HARMLESS = /^[\s(]*(?:SELECT|BEGIN|START)\b/i

/** Whether it does not matter how often a statement runs outside of a transaction. */
export function isHarmless(sql: string): boolean {
  return HARMLESS.test(sql)
}

/** Errors of statements that had no effect, since the connection was lost before the server began with them. */
const withoutEffect = new WeakSet<object>()

/** Note that the statement which failed with this error may be sent again. */
export function markWithoutEffect(error: object): void {
  withoutEffect.add(error)
}

/** Whether the statement that failed with this error may be sent again, on another connection. */
export function hadNoEffect(error: unknown): boolean {
  return typeof error === 'object' && error !== null && withoutEffect.has(error)
}
