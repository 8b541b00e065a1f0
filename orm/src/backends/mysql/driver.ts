import type { ConnectionOptions, Connection as Session } from 'mysql2'
import { NotSupportedError, OperationalError } from '../../errors.ts'
import type { DriverOptions, SqlValue } from '../backend.ts'
import { ConnectionPool } from '../pool.ts'
import { PooledDriver, serverName } from '../pooled-driver.ts'
import { BY_CODE_POINT } from './collation.ts'
import { MysqlConnection } from './connection.ts'
import { translateError } from './errors.ts'

type OpenSession = (options: ConnectionOptions) => Session

/** Prepared statements of one session; the server has a limit for those of all sessions together (16,382). */
const STATEMENTS_KEPT = 500

/**
 * Errors instead of changed values; a key of 0 stays 0; unsigned columns may be subtracted; and where the server can,
 * all assignments of an UPDATE see the row as it was.
 */
const SQL_MODE = [
  'STRICT_ALL_TABLES',
  'ERROR_FOR_DIVISION_BY_ZERO',
  'NO_ZERO_DATE',
  'NO_ZERO_IN_DATE',
  'NO_ENGINE_SUBSTITUTION',
  'NO_AUTO_VALUE_ON_ZERO',
  'NO_UNSIGNED_SUBTRACTION',
].join(',')
const SIMULTANEOUS = "/*M!100305 , ',SIMULTANEOUS_ASSIGNMENT' */"

/** A pool of sessions. */
export class MysqlDriver extends PooledDriver<MysqlConnection> {
  /** Load `mysql2`, which is an optional dependency. */
  static async open(url: string, options: DriverOptions): Promise<MysqlDriver> {
    return new MysqlDriver(await loadDriver(), url, options).opened()
  }

  private constructor(openSession: OpenSession, url: string, options: DriverOptions) {
    const open = () => openConnection(openSession, url, options)
    const { poolSize: size, busyTimeout: timeout } = options
    super(new ConnectionPool({ name: serverName('MySQL', url), size, timeout, open }))
  }

  override async *stream(sql: string, params: readonly SqlValue[], chunkSize: number): AsyncIterable<unknown[][]> {
    const connection = await this.pool.acquire()
    const rows = connection.rows(sql, params, chunkSize)
    try {
      yield* rows.chunks()
    } finally {
      // To close a connection is cheaper than to read what nobody wants.
      this.pool.release(connection, !rows.ended)
    }
  }
}

async function openConnection(openSession: OpenSession, url: string, options: DriverOptions): Promise<MysqlConnection> {
  const session = openSession({
    uri: url,
    charset: 'utf8mb4_bin',
    connectTimeout: options.busyTimeout,
    dateStrings: true,
    enableKeepAlive: true,
    // Count the rows that an UPDATE matched, not those that it changed.
    flags: ['FOUND_ROWS'],
    jsonStrings: true,
    maxPreparedStatements: STATEMENTS_KEPT,
    rowsAsArray: true,
    supportBigNumbers: true,
    timezone: 'Z',
  })
  const connection = new MysqlConnection(session)
  try {
    await new Promise<void>((resolve, reject) => session.connect(error => (error ? reject(error) : resolve())))
    for (const sql of sessionSettings(options)) await connection.script(sql)
  } catch (error) {
    session.destroy()
    throw new OperationalError(`Cannot open ${serverName('MySQL', url)}: ${reasonOf(error)}`, { cause: error })
  }
  return connection
}

function sessionSettings(options: DriverOptions): string[] {
  const lockSeconds = Math.max(1, Math.ceil((options.lockTimeout ?? options.busyTimeout) / 1000))
  const settings = [
    `NAMES utf8mb4 ${BY_CODE_POINT}`,
    "time_zone = '+00:00'",
    `sql_mode = CONCAT('${SQL_MODE}' ${SIMULTANEOUS})`,
    // Digits after the point that a division adds, so that an average is as exact as a double can be.
    'div_precision_increment = 30',
    `innodb_lock_wait_timeout = ${lockSeconds}`,
    // Of tables that others use, which changes of them wait for; a day when nothing is said.
    `lock_wait_timeout = ${lockSeconds}`,
  ]
  const { statementTimeout } = options
  if (statementTimeout !== undefined) {
    // Each server reads the comment that is meant for it: MariaDB counts seconds, MySQL milliseconds of SELECT alone.
    settings.push(
      `/*M! max_statement_time = ${statementTimeout / 1000} *//*!80000 max_execution_time = ${statementTimeout} */`,
    )
  }
  const access = options.readOnly ? ', READ ONLY' : ''
  return [`SET ${settings.join(', ')}`, `SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED${access}`]
}

function reasonOf(error: unknown): string {
  const translated = translateError(error)
  return translated instanceof Error ? translated.message : String(translated)
}

async function loadDriver(): Promise<OpenSession> {
  try {
    return (await import('mysql2')).createConnection
  } catch (error) {
    throw new NotSupportedError('MySQL and MariaDB need the package mysql2: npm install mysql2', { cause: error })
  }
}
