import type {
  Backend,
  Driver,
  DriverOptions,
  MaybePromise,
  NamedRows,
  SqlValue,
  WriteResult,
} from './backends/backend.ts'
import { loadBackend } from './backends/registry.ts'
import { scopes, withScope } from './context.ts'
import { forgetDatabase } from './current-database.ts'
import { OperationalError, TransactionManagementError } from './errors.ts'
import { isCapturing, type StatementEvent, type StatementLogger } from './logging.ts'
import { type ModelClass, useModel } from './model.ts'
import { SqlText, type Statement } from './raw/sql-text.ts'
import { settleRelations } from './registry.ts'
import { checkedTimeZone } from './time-zone.ts'
import { blockOf } from './transaction.ts'

const STREAM_CHUNK_ROWS = 1000

/** How to reach a database and how it behaves; times in milliseconds. */
export interface ConnectOptions extends Partial<DriverOptions> {
  /** Models that this database serves; naming them here makes their relations known at once. */
  readonly models?: readonly { readonly meta: unknown }[]
  /** IANA name of the zone in which date parts are taken and naive times are meant; 'UTC' when left out. */
  readonly timeZone?: string
  readonly logger?: StatementLogger
  /** `false` leaves the checking of values on save and update to the database (decision 010). */
  readonly validate?: boolean
  /** Takes the errors of robust `onCommit` hooks; they go to the console when left out. */
  readonly reportError?: (error: unknown) => void
}

const DEFAULTS: DriverOptions = { busyTimeout: 5000, synchronous: 'FULL', readOnly: false, poolSize: 16 }

/**
 * Open a database: `sqlite:path`, `sqlite::memory:`, `postgres://…` or `mysql://…`.
 * Fails with an `OperationalError` whose one line says what is wrong.
 */
export async function connect(url: string, options: ConnectOptions = {}): Promise<Database> {
  const backend = await loadBackend(url)
  const zone = checkedTimeZone(options.timeZone ?? 'UTC')
  const driver = await backend.open(url, { ...DEFAULTS, ...options })
  for (const model of options.models ?? []) useModel(model as ModelClass) // every class with a Meta is one
  settleRelations()
  return new Database(backend, driver, { ...options, timeZone: zone })
}

/** One database with its connections. Statements go through the transaction of the running flow, if it has one. */
export class Database {
  readonly backend: Backend
  readonly timeZone: string
  /** Whether `save` and `update` check values before they send them. */
  readonly validate: boolean
  readonly reportError: (error: unknown) => void
  readonly #driver: Driver
  readonly #logger: StatementLogger | undefined
  #closed = false

  constructor(backend: Backend, driver: Driver, options: ConnectOptions) {
    this.backend = backend
    this.timeZone = options.timeZone ?? 'UTC'
    this.validate = options.validate ?? true
    this.reportError = options.reportError ?? (error => console.error(error))
    this.#driver = driver
    this.#logger = options.logger
  }

  /** The connections below; for transactions and schema changes, not for applications. */
  get driver(): Driver {
    if (this.#closed) throw new OperationalError('The database is closed')
    return this.#driver
  }

  /**
   * Read rows: a template gives objects by the names of its columns, `` db.query(sql`SELECT …`) ``; a text with the
   * placeholders of this database gives arrays. Outside of a transaction never waits for anybody's.
   */
  query<R = Readonly<Record<string, unknown>>>(query: SqlText): Promise<R[]>
  query(sql: string, params?: readonly SqlValue[]): MaybePromise<unknown[][]>
  query(sql: string | SqlText, params: readonly SqlValue[] = []): unknown {
    if (sql instanceof SqlText) return this.#queryObjects(sql)
    if (this.#logger === undefined && !isCapturing()) return this.#query(sql, params)
    return this.observe('statement', sql, params, () => this.#query(sql, params))
  }

  /** Read the rows of a template as arrays, with the names of their columns. */
  async queryNamed(query: SqlText): Promise<NamedRows> {
    const { sql, params } = this.#statement(query)
    return this.observe('statement', sql, params, () => this.#queryNamed(sql, params))
  }

  /** Write; outside of a transaction the statement commits by itself. */
  execute(query: SqlText): MaybePromise<WriteResult>
  execute(sql: string, params?: readonly SqlValue[]): MaybePromise<WriteResult>
  execute(sql: string | SqlText, params: readonly SqlValue[] = []): MaybePromise<WriteResult> {
    if (sql instanceof SqlText) return this.#executeText(sql)
    if (this.#logger === undefined && !isCapturing()) return this.#execute(sql, params)
    return this.observe('statement', sql, params, () => this.#execute(sql, params))
  }

  /** Read rows in chunks, so that a result of any size passes through little memory. */
  async *stream(
    sql: string,
    params: readonly SqlValue[] = [],
    chunkSize = STREAM_CHUNK_ROWS,
  ): AsyncIterable<unknown[][]> {
    const source = blockOf(this) ?? this.driver
    this.observe('statement', sql, params, () => undefined)
    yield* source.stream(sql, params, chunkSize)
  }

  /** Run `fn`, and all that it starts, with this database as the current one. */
  run<T>(fn: () => T): T {
    return withScope({ database: this }, fn)
  }

  /** Wait for what is under way and close every connection. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#driver.close()
    forgetDatabase(this)
  }

  /** Run one statement and tell the logger and the captures of this flow about it. */
  observe<T>(
    kind: StatementEvent['kind'],
    sql: string,
    params: readonly SqlValue[],
    send: () => MaybePromise<T>,
  ): MaybePromise<T> {
    if (this.#logger === undefined && !isCapturing()) return send()
    const report = this.#reporter(kind, sql, params)
    let result: MaybePromise<T>
    try {
      result = send()
    } catch (error) {
      report(error)
      throw error
    }
    if (result instanceof Promise) {
      result.then(() => report(), report)
    } else {
      report()
    }
    return result
  }

  #query(sql: string, params: readonly SqlValue[]): MaybePromise<unknown[][]> {
    const block = blockOf(this)
    return block === undefined ? this.driver.read(sql, params) : block.query(sql, params)
  }

  #queryNamed(sql: string, params: readonly SqlValue[]): MaybePromise<NamedRows> {
    const block = blockOf(this)
    return block === undefined ? this.driver.readNamed(sql, params) : block.queryNamed(sql, params)
  }

  async #queryObjects(query: SqlText): Promise<Record<string, unknown>[]> {
    const { columns, rows } = await this.queryNamed(query)
    return rows.map(row => Object.fromEntries(columns.map((name, i) => [name, row[i]])) as Record<string, unknown>)
  }

  #executeText(query: SqlText): MaybePromise<WriteResult> {
    const { sql, params } = this.#statement(query)
    return this.execute(sql, params)
  }

  #statement(query: SqlText): Statement {
    return query.statement(this.backend.operations)
  }

  #execute(sql: string, params: readonly SqlValue[]): MaybePromise<WriteResult> {
    const block = blockOf(this)
    return block === undefined ? this.driver.write(sql, params) : block.execute(sql, params)
  }

  #reporter(kind: StatementEvent['kind'], sql: string, params: readonly SqlValue[]): (error?: unknown) => void {
    const captures = scopes.getStore()?.captures
    const start = performance.now()
    return error => {
      // A statement that a broken transaction refused was never sent.
      if (error instanceof TransactionManagementError) return
      const event = { kind, sql, params, durationMs: performance.now() - start, ...(error ? { error } : {}) }
      this.#logger?.(event)
      for (const capture of captures ?? []) {
        if (capture.database === this) capture.events.push(event)
      }
    }
  }
}
