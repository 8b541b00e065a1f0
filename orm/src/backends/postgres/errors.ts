import { ConflictError, DatabaseError, DataError, IntegrityError, OperationalError } from '../../errors.ts'

/** SQLSTATE codes of violated constraints (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const CONSTRAINT_KINDS = new Map<string, IntegrityError['constraint']>([
  ['23502', 'notNull'],
  ['23503', 'foreignKey'],
  ['23505', 'unique'],
  ['23514', 'check'],
])

/** Classes of codes for what may pass: connection, transaction rollback, resources, locks, operator, system. */
const OPERATIONAL = new Set(['08', '25', '28', '3D', '40', '53', '55', '57', '58'])

/** Serialization failure and deadlock: the other transaction goes on, this one was ended. */
const CONFLICTS = new Set(['40001', '40P01'])

/** Codes of the operating system, as Node names them: ECONNREFUSED, ETIMEDOUT. */
const SYSTEM = /^E[A-Z]+$/

/** What the driver says by itself when the other end has gone. */
const LOST = /^Connection terminated|not queryable/

/** Turn an error of `pg` into ours, with the original as `cause`. */
export function translateError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseError) return error
  const options = { cause: error }
  const code = 'code' in error ? String(error.code) : ''
  const category = code.slice(0, 2)
  if (category === '23') {
    return new IntegrityError(error.message, { ...options, constraint: CONSTRAINT_KINDS.get(code) ?? 'unknown' })
  }
  if (CONFLICTS.has(code)) return new ConflictError(error.message, options)
  if (category === '22') return new DataError(error.message, options)
  if (OPERATIONAL.has(category) || SYSTEM.test(code) || LOST.test(error.message)) {
    return new OperationalError(error.message || code, options)
  }
  return /^[0-9A-Z]{5}$/.test(code) ? new DatabaseError(error.message, options) : error
}

/** Whether the session cannot be used any more: the server has ended it, or nobody is at the other end. */
export function isFatal(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('severity' in error) return saysGoodbye(error)
  return ('code' in error && SYSTEM.test(String(error.code))) || LOST.test(error.message)
}

/** Whether it is the last that the server says before it closes the connection. */
export function saysGoodbye(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && /^(?:FATAL|PANIC)$/.test(String(error.severity))
}

/** Whether a named statement was prepared before its tables changed, so that it has to be prepared anew. */
export function isOutdatedPlan(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '0A000' && /cached plan/.test(error.message)
}
