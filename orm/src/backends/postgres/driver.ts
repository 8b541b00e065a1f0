import pg from 'pg'
import { OperationalError } from '../../errors.ts'
import type { Connection, Driver, DriverOptions, MaybePromise, NamedRows, SqlValue, WriteResult } from '../backend.ts'
import { ConnectionPool } from '../pool.ts'
import { PostgresConnection } from './connection.ts'
import { translateError } from './errors.ts'
import { StatementNames } from './statement-names.ts'

/** A pool of sessions. */
export class PostgresDriver implements Driver {
  readonly #pool: ConnectionPool<PostgresConnection>

  /** Open the first connection, so that a wrong address is known at once. */
  static async open(url: string, options: DriverOptions): Promise<PostgresDriver> {
    const driver = new PostgresDriver(url, options)
    await driver.read('SELECT 1', [])
    return driver
  }

  private constructor(url: string, options: DriverOptions) {
    const names = new StatementNames()
    const name = describe(url)
    this.#pool = new ConnectionPool({
      name,
      size: options.poolSize,
      timeout: options.busyTimeout,
      open: () => openConnection(url, options, names),
    })
  }

  read(sql: string, params: readonly SqlValue[]): Promise<unknown[][]> {
    return this.#pool.run(connection => connection.query(sql, params))
  }

  readNamed(sql: string, params: readonly SqlValue[]): Promise<NamedRows> {
    return this.#pool.run(connection => connection.queryNamed(sql, params))
  }

  write(sql: string, params: readonly SqlValue[]): Promise<WriteResult> {
    return this.#pool.run(connection => connection.execute(sql, params))
  }

  async *stream(sql: string, params: readonly SqlValue[], chunkSize: number): AsyncIterable<unknown[][]> {
    const connection = await this.#pool.acquire()
    try {
      await connection.execute('BEGIN READ ONLY', [])
      yield* connection.stream(sql, params, chunkSize)
    } finally {
      // Also where the reader leaves early, and the rest of the generator does not run.
      await this.#endReading(connection)
    }
  }

  /** Nothing was written, so that it does not matter how the transaction ends. */
  async #endReading(connection: PostgresConnection): Promise<void> {
    try {
      if (!connection.isBroken) await connection.execute('ROLLBACK', [])
    } finally {
      this.#pool.release(connection, false)
    }
  }

  acquire(): MaybePromise<Connection> {
    return this.#pool.acquire()
  }

  release(connection: Connection, broken: boolean): void {
    if (connection instanceof PostgresConnection) this.#pool.release(connection, broken)
  }

  close(): Promise<void> {
    return this.#pool.close()
  }
}

async function openConnection(url: string, options: DriverOptions, names: StatementNames): Promise<PostgresConnection> {
  const [address, ownOptions] = splitOptions(url)
  const session = new pg.Client({
    connectionString: address,
    connectionTimeoutMillis: options.busyTimeout,
    keepAlive: true,
    pipeline: true,
    options: `${sessionSettings(options)} ${ownOptions}`,
  })
  try {
    await session.connect()
  } catch (error) {
    // A session that failed half-way would keep its socket, and the process with it.
    session.end().catch(() => undefined)
    throw new OperationalError(`Cannot open ${describe(url)}: ${reasonOf(error)}`, { cause: error })
  }
  return new PostgresConnection(session, names)
}

/** Set at the start of a session, so that it costs no round trip. */
function sessionSettings(options: DriverOptions): string {
  const lockTimeout = options.lockTimeout ?? options.busyTimeout
  const settings = ['TimeZone=UTC', `lock_timeout=${lockTimeout}`, 'IntervalStyle=iso_8601']
  if (options.statementTimeout !== undefined) settings.push(`statement_timeout=${options.statementTimeout}`)
  if (options.readOnly) settings.push('default_transaction_read_only=on')
  return settings.map(setting => `-c ${setting}`).join(' ')
}

/** Take the session's options out of the URL, where they would replace ours instead of adding to them. */
function splitOptions(url: string): [url: string, options: string] {
  const parsed = new URL(url)
  const options = parsed.searchParams.get('options') ?? ''
  parsed.searchParams.delete('options')
  return [parsed.href, options]
}

/** Name a database without the password in its URL. */
function describe(url: string): string {
  const { host, pathname } = new URL(url)
  return `the PostgreSQL database ${pathname.slice(1)} at ${host}`
}

function reasonOf(error: unknown): string {
  const translated = translateError(error)
  return translated instanceof Error ? translated.message : String(translated)
}
