import { ConflictError, DatabaseError, DataError, IntegrityError, OperationalError } from '../../errors.ts'

/** Numbers of errors (https://mariadb.com/kb/en/mariadb-error-code-reference/, MySQL's are the same up to 1899). */
const CONSTRAINT_KINDS = new Map<number, IntegrityError['constraint']>([
  [1048, 'notNull'],
  [1364, 'notNull'],
  [1062, 'unique'],
  [1169, 'unique'],
  [1586, 'unique'],
  [1216, 'foreignKey'],
  [1217, 'foreignKey'],
  [1451, 'foreignKey'],
  [1452, 'foreignKey'],
  [3819, 'check'],
  [4025, 'check'],
])

/** Values that do not fit, whose SQLSTATE does not say so: wrong text, truncated, out of range, no JSON, no regular expression. */
const DATA = new Set([
  1139, 1264, 1265, 1292, 1365, 1366, 1367, 1406, 1411, 1416, 1690, 3140, 3156, 3684, 3685, 3688, 3689, 3690, 3691,
  3692, 3693, 3694, 3695, 3696, 3697, 3698, 3699, 3700, 3887,
])

/** What may pass: connections, locks, disk, memory, time-outs, rights, a server that only reads. */
const OPERATIONAL = new Set([
  1004, 1005, 1006, 1016, 1021, 1030, 1037, 1038, 1040, 1041, 1042, 1043, 1044, 1045, 1049, 1053, 1078, 1079, 1080,
  1114, 1129, 1130, 1135, 1152, 1153, 1154, 1155, 1156, 1157, 1158, 1159, 1160, 1161, 1184, 1203, 1205, 1206, 1207,
  1213, 1226, 1290, 1317, 1461, 1614, 1637, 1792, 1836, 1927, 1969, 2002, 2003, 2005, 2006, 2013, 3024, 3058, 3572,
  4031,
])

/** Deadlock, and a row that changed since the snapshot was taken: the other transaction goes on, this one was ended. */
const CONFLICTS = new Set([1020, 1213])

/** Codes of the operating system, as Node names them, and of the driver. */
const CONNECTION = /^(?:E[A-Z]+|PROTOCOL_.*|HANDSHAKE_.*)$/

interface DriverError extends Error {
  readonly code?: unknown
  readonly errno?: unknown
  readonly sqlState?: unknown
  readonly fatal?: unknown
}

/** Whether the session can no longer be used. */
export function isFatal(error: DriverError): boolean {
  return error.fatal === true || error.errno === 1927
}

/** Whether the driver knew of the loss and sent nothing. */
export function isUnsent({ message }: DriverError): boolean {
  return message.includes('closed state')
}

/** Turn an error of `mysql2` into ours, with the original as `cause`. */
export function translateError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseError) return error
  const { code, errno, sqlState, fatal }: DriverError = error
  const options = { cause: error }
  const message = error.message || String(code)
  const category = String(sqlState ?? '').slice(0, 2)
  const constraint = CONSTRAINT_KINDS.get(Number(errno))
  if (constraint !== undefined || category === '23') {
    return new IntegrityError(message, { ...options, constraint: constraint ?? 'unknown' })
  }
  if (CONFLICTS.has(Number(errno))) return new ConflictError(message, options)
  if (DATA.has(Number(errno)) || category === '22') return new DataError(message, options)
  const mayPass = OPERATIONAL.has(Number(errno)) || category === '08' || category === '40'
  if (mayPass || fatal === true || CONNECTION.test(String(code))) return new OperationalError(message, options)
  return typeof errno === 'number' && category !== '' ? new DatabaseError(message, options) : asDataError(error)
}

/** The driver refuses a value that it cannot send before anything is sent. */
function asDataError(error: Error): unknown {
  return /^Bind parameters must/.test(error.message) ? new DataError(error.message, { cause: error }) : error
}
