import { ConflictError, DatabaseError, DataError, IntegrityError, OperationalError } from '../../errors.ts'

/** Primary result codes (https://www.sqlite.org/rescode.html); the low byte of an extended code. */
const BUSY = 5
const TOO_BIG = 18
const CONSTRAINT = 19
/** A row's own number that is none: NULL or a text as automatic key. */
const MISMATCH = 20

/** Another connection wrote after this transaction had read. */
const BUSY_SNAPSHOT = 517

/** PERM BUSY LOCKED NOMEM READONLY INTERRUPT IOERR CORRUPT FULL CANTOPEN PROTOCOL NOLFS AUTH NOTADB */
const OPERATIONAL = new Set([3, BUSY, 6, 7, 8, 9, 10, 11, 13, 14, 15, 22, 23, 26])

const CONSTRAINT_KINDS = new Map<number, IntegrityError['constraint']>([
  [275, 'check'],
  [787, 'foreignKey'],
  [1299, 'notNull'],
  [1555, 'unique'],
  [2067, 'unique'],
  [2579, 'unique'],
])

interface SqliteError extends Error {
  readonly errcode: number
}

function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
}

/** Tell whether another connection holds the lock that the statement needs, so that trying again makes sense. */
export function isBusy(error: unknown): boolean {
  return isSqliteError(error) && (error.errcode & 0xff) === BUSY
}

/** Tell whether a result holds an integer that a JavaScript number cannot. */
export function isUnsafeInteger(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_OUT_OF_RANGE'
}

/** Turn an error of `node:sqlite` into ours, with the original as `cause`; other errors pass unchanged. */
export function translateError(error: unknown): unknown {
  if (isSqliteError(error)) return translateResultCode(error)
  if (error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE') {
    return new OperationalError(error.message, { cause: error })
  }
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_INVALID_ARG')) {
    return new DataError(error.message, { cause: error })
  }
  return error
}

function translateResultCode(error: SqliteError): DatabaseError {
  const options = { cause: error }
  const primary = error.errcode & 0xff
  if (primary === CONSTRAINT) {
    return new IntegrityError(error.message, {
      ...options,
      constraint: CONSTRAINT_KINDS.get(error.errcode) ?? 'unknown',
    })
  }
  if (error.errcode === BUSY_SNAPSHOT) return new ConflictError(error.message, options)
  if (primary === MISMATCH) return new IntegrityError(error.message, { ...options, constraint: 'unknown' })
  if (primary === TOO_BIG) return new DataError(error.message, options)
  if (OPERATIONAL.has(primary)) return new OperationalError(error.message, options)
  return new DatabaseError(error.message, options)
}
