import type {
  Connection,
  Driver,
  DriverOptions,
  MaybePromise,
  NamedRows,
  SqlValue,
  TransactionOptions,
  WriteResult,
} from '../backend.ts'
import { Mutex } from '../mutex.ts'
import { SqliteConnection } from './connection.ts'
import { openConnection, prepareWriter } from './open.ts'
import { ReadBurst } from './read-burst.ts'

const MEMORY = ':memory:'

/**
 * One writing connection behind a lock, and readers that never wait for it: WAL gives each the last committed state.
 * A database in memory exists in one connection only, so there readers wait for an open transaction.
 */
export class SqliteDriver implements Driver {
  readonly #path: string
  readonly #options: DriverOptions
  readonly #writer: SqliteConnection
  readonly #reader: SqliteConnection
  readonly #lock = new Mutex()
  readonly #burst: ReadBurst
  /** Readers of finished streams and read-only transactions, to be used again. */
  readonly #idleReaders: SqliteConnection[] = []
  #closed = false

  /** Open the database file at `path`, made when missing, or `:memory:`. */
  static async open(path: string, options: DriverOptions): Promise<SqliteDriver> {
    const writer = openConnection(path, options)
    await prepareWriter(writer, options)
    const reader = path === MEMORY ? writer : openConnection(path, { ...options, readOnly: true })
    return new SqliteDriver(path, options, writer, reader)
  }

  private constructor(path: string, options: DriverOptions, writer: SqliteConnection, reader: SqliteConnection) {
    this.#path = path
    this.#options = options
    this.#writer = writer
    this.#reader = reader
    this.#burst = new ReadBurst(path)
  }

  read(sql: string, params: readonly SqlValue[]): MaybePromise<unknown[][]> {
    if (this.#shared) return this.#readShared(() => this.#writer.query(sql, params))
    this.#burst.count()
    return this.#reader.query(sql, params)
  }

  readNamed(sql: string, params: readonly SqlValue[]): MaybePromise<NamedRows> {
    if (this.#shared) return this.#readShared(() => this.#writer.queryNamed(sql, params))
    this.#burst.count()
    return this.#reader.queryNamed(sql, params)
  }

  write(sql: string, params: readonly SqlValue[]): MaybePromise<WriteResult> {
    this.#burst.end()
    if (this.#lock.held) return this.#alone(() => this.#writer.execute(sql, params))
    const result = this.#writer.execute(sql, params)
    if (result instanceof Promise) {
      this.#lock.tryAcquire()
      return result.finally(() => this.#lock.release())
    }
    return result
  }

  async *stream(sql: string, params: readonly SqlValue[], chunkSize: number): AsyncIterable<unknown[][]> {
    if (this.#shared) {
      // With one connection for all, a stream that held it would make its own reader wait: the rows come at once.
      const rows = await this.read(sql, params)
      for (let start = 0; start < rows.length; start += chunkSize) yield rows.slice(start, start + chunkSize)
      return
    }
    // An open cursor keeps its connection at one state of the database, so a stream has a reader of its own.
    const reader = await this.acquire({ readOnly: true })
    try {
      yield* reader.stream(sql, params, chunkSize)
    } finally {
      this.release(reader)
    }
  }

  acquire(options: TransactionOptions): MaybePromise<Connection> {
    if (options.readOnly && !this.#shared) return this.#idleReaders.pop() ?? this.#openReader()
    this.#burst.end()
    return this.#lock.acquire(this.#options.busyTimeout, this.#lockName).then(() => this.#writer)
  }

  release(connection: Connection): void {
    if (connection === this.#writer) this.#lock.release()
    else if (this.#closed) void connection.close()
    else if (connection instanceof SqliteConnection) this.#idleReaders.push(connection)
  }

  /** Wait for the transaction that is open, then close; closing the last connection folds the WAL into the file. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#lock.acquire(this.#options.busyTimeout, this.#lockName)
    this.#burst.close()
    for (const reader of [this.#reader, ...this.#idleReaders.splice(0)]) reader.close()
    this.#writer.close()
    this.#lock.release()
  }

  get #shared(): boolean {
    return this.#reader === this.#writer
  }

  get #lockName(): string {
    return `the write lock of ${this.#path}, which another transaction holds`
  }

  /** With one connection for all, readers wait for the transaction that is open. */
  #readShared<T>(read: () => MaybePromise<T>): MaybePromise<T> {
    return this.#lock.held ? this.#alone(read) : read()
  }

  async #alone<T>(work: () => MaybePromise<T>): Promise<T> {
    await this.#lock.acquire(this.#options.busyTimeout, this.#lockName)
    try {
      return await work()
    } finally {
      this.#lock.release()
    }
  }

  #openReader(): SqliteConnection {
    return openConnection(this.#path, { ...this.#options, readOnly: true })
  }
}
