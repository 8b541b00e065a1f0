import pg from 'pg'
import { OperationalError } from '../../errors.ts'
import type { DriverOptions, SqlValue } from '../backend.ts'
import { ConnectionPool } from '../pool.ts'
import { PooledDriver, serverName } from '../pooled-driver.ts'
import { PostgresConnection } from './connection.ts'
import { translateError } from './errors.ts'
import { StatementNames } from './statement-names.ts'

/** A pool of sessions. */
export class PostgresDriver extends PooledDriver<PostgresConnection> {
  static open(url: string, options: DriverOptions): Promise<PostgresDriver> {
    return new PostgresDriver(url, options).opened()
  }

  private constructor(url: string, options: DriverOptions) {
    const names = new StatementNames()
    const open = () => openConnection(url, options, names)
    const { poolSize: size, busyTimeout: timeout } = options
    super(new ConnectionPool({ name: serverName('PostgreSQL', url), size, timeout, open }))
  }

  override async *stream(sql: string, params: readonly SqlValue[], chunkSize: number): AsyncIterable<unknown[][]> {
    const connection = await this.pool.acquire()
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
      this.pool.release(connection, false)
    }
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
    throw new OperationalError(`Cannot open ${serverName('PostgreSQL', url)}: ${reasonOf(error)}`, { cause: error })
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

function reasonOf(error: unknown): string {
  const translated = translateError(error)
  return translated instanceof Error ? translated.message : String(translated)
}
