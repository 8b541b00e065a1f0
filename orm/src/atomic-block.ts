import type {
  Connection,
  Driver,
  MaybePromise,
  NamedRows,
  SqlValue,
  TransactionOptions,
  WriteResult,
} from './backends/backend.ts'
import { hadNoEffect } from './backends/lost-connection.ts'
import { Mutex } from './backends/mutex.ts'
import type { Database } from './database.ts'
import { DatabaseError, TransactionManagementError } from './errors.ts'
import type { StatementEvent } from './logging.ts'

/** A function that waits for the commit. */
export interface CommitHook {
  readonly run: () => unknown
  readonly robust: boolean
}

/** How long a statement waits for the nested block that runs beside it, in milliseconds. */
const NESTED_BLOCK_TIMEOUT = 60_000

/**
 * One level of `atomic()`: the transaction itself or a savepoint in it. Statements of the level wait while a nested level
 * is open, since they would be undone with it.
 */
export class AtomicBlock {
  readonly database: Database
  /** The block around this one in the flow of the program, of whichever database. */
  readonly enclosing: AtomicBlock | undefined
  hooks: CommitHook[] = []
  /** Kept, since the database may be told to close while the block is open. */
  readonly #driver: Driver
  readonly #connection: Connection
  readonly #parent: AtomicBlock | undefined
  readonly #savepoint: string | undefined
  readonly #options: TransactionOptions
  readonly #children = new Mutex()
  #savepointsMade = 0
  #needsRollback = false
  #failure: unknown
  #ended = false

  /** Take a connection and begin a transaction on it; on another one if the first proves to have been dead before. */
  static async begin(
    database: Database,
    enclosing: AtomicBlock | undefined,
    options: TransactionOptions,
  ): Promise<AtomicBlock> {
    try {
      return await AtomicBlock.#beginOnce(database, enclosing, options)
    } catch (error) {
      if (!hadNoEffect(error)) throw error
      return AtomicBlock.#beginOnce(database, enclosing, options)
    }
  }

  static async #beginOnce(
    database: Database,
    enclosing: AtomicBlock | undefined,
    options: TransactionOptions,
  ): Promise<AtomicBlock> {
    const { driver } = database
    const connection = await driver.acquire(options)
    const block = new AtomicBlock(database, driver, connection, enclosing, undefined, undefined, options)
    try {
      for (const sql of database.backend.beginStatements(options)) await block.#control('transaction', sql)
    } catch (error) {
      driver.release(connection, true)
      throw error
    }
    return block
  }

  private constructor(
    database: Database,
    driver: Driver,
    connection: Connection,
    enclosing: AtomicBlock | undefined,
    parent: AtomicBlock | undefined,
    savepoint: string | undefined,
    options: TransactionOptions,
  ) {
    this.database = database
    this.#driver = driver
    this.enclosing = enclosing
    this.#connection = connection
    this.#parent = parent
    this.#savepoint = savepoint
    this.#options = options
  }

  get needsRollback(): boolean {
    return this.#needsRollback
  }

  set needsRollback(value: boolean) {
    this.#needsRollback = value
    if (!value) this.#failure = undefined
  }

  /** Begin a level inside this one; without a savepoint its failure is this level's failure. */
  async nest(withSavepoint: boolean, enclosing: AtomicBlock | undefined): Promise<AtomicBlock> {
    this.#assertUsable()
    const savepoint = withSavepoint ? this.#nextSavepoint() : undefined
    if (savepoint !== undefined) await this.#control('savepoint', `SAVEPOINT ${savepoint}`)
    return new AtomicBlock(this.database, this.#driver, this.#connection, enclosing, this, savepoint, this.#options)
  }

  /** Run `work` while no other level is open inside this one. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    this.#assertOpen()
    await this.#children.acquire(NESTED_BLOCK_TIMEOUT, 'another atomic block of the same transaction')
    try {
      return await work()
    } finally {
      this.#children.release()
    }
  }

  query(sql: string, params: readonly SqlValue[]): MaybePromise<unknown[][]> {
    return this.#send(() => this.#connection.query(sql, params))
  }

  queryNamed(sql: string, params: readonly SqlValue[]): MaybePromise<NamedRows> {
    return this.#send(() => this.#connection.queryNamed(sql, params))
  }

  execute(sql: string, params: readonly SqlValue[]): MaybePromise<WriteResult> {
    return this.#send(() => this.#connection.execute(sql, params))
  }

  /** Run several statements without parameters, such as changes of the schema. */
  script(sql: string): MaybePromise<void> {
    return this.#send(() => this.#connection.script(sql))
  }

  async *stream(sql: string, params: readonly SqlValue[], chunkSize: number): AsyncIterable<unknown[][]> {
    this.#assertUsable()
    for await (const chunk of this.#connection.stream(sql, params, chunkSize)) {
      this.#assertUsable()
      yield chunk
    }
  }

  addHook(hook: CommitHook): void {
    this.#assertOpen()
    this.hooks.push(hook)
  }

  /** Refuse to end while an inner level is still open: it would be cut in two. */
  assertQuiet(): void {
    if (this.#children.held) {
      throw new TransactionManagementError(
        'An atomic block ended while a block inside it was still running; everything was rolled back. Await inner blocks.',
      )
    }
  }

  /** Keep the level's work: commit, or leave it to the level around this one. */
  async commit(): Promise<void> {
    try {
      if (this.#parent === undefined) await this.#control('transaction', 'COMMIT')
      else if (this.#savepoint !== undefined) await this.#control('savepoint', `RELEASE SAVEPOINT ${this.#savepoint}`)
    } catch (error) {
      await this.rollback()
      throw error
    }
    await this.#end(false)
    this.#parent?.hooks.push(...this.hooks)
  }

  /** Undo the level's work. When that fails the connection is given up, and with it the transaction. */
  async rollback(): Promise<void> {
    this.#ended = true
    this.hooks = []
    const parent = this.#parent
    if (parent === undefined) return this.#rollbackTransaction()
    if (parent.#isOver) return
    if (this.#savepoint === undefined) return parent.#breakBecause(this.#failure)
    try {
      await this.#control('savepoint', `ROLLBACK TO SAVEPOINT ${this.#savepoint}`)
      await this.#control('savepoint', `RELEASE SAVEPOINT ${this.#savepoint}`)
    } catch (error) {
      // The database has ended the transaction by itself, as SQLite does when the disk is full.
      parent.#breakBecause(error)
    }
  }

  async #rollbackTransaction(): Promise<void> {
    try {
      await this.#control('transaction', 'ROLLBACK')
    } catch {
      // A connection that cannot roll back is closed, which rolls back too; the error that led here is the one to tell.
      return this.#end(true)
    }
    await this.#end(false)
  }

  async #end(broken: boolean): Promise<void> {
    this.#ended = true
    if (this.#parent !== undefined) return
    try {
      for (const sql of this.database.backend.cleanupStatements(this.#options)) await this.#control('transaction', sql)
    } finally {
      this.#driver.release(this.#connection, broken)
    }
  }

  #nextSavepoint(): string {
    if (this.#parent !== undefined) return this.#parent.#nextSavepoint()
    this.#savepointsMade += 1
    return `s${this.#savepointsMade}`
  }

  #send<T>(statement: () => MaybePromise<T>): MaybePromise<T> {
    this.#assertUsable()
    if (this.#children.held) return this.alone(async () => this.#sendNow(statement))
    return this.#sendNow(statement)
  }

  #sendNow<T>(statement: () => MaybePromise<T>): MaybePromise<T> {
    this.#assertUsable()
    try {
      const result = statement()
      return result instanceof Promise ? result.catch(error => this.#fail(error)) : result
    } catch (error) {
      return this.#fail(error)
    }
  }

  #fail(error: unknown): never {
    if (error instanceof DatabaseError) this.#breakBecause(error)
    throw error
  }

  #breakBecause(error: unknown): void {
    this.#needsRollback = true
    this.#failure ??= error
  }

  #control(kind: StatementEvent['kind'], sql: string): MaybePromise<WriteResult> {
    return this.database.observe(kind, sql, [], () => this.#connection.execute(sql, []))
  }

  #assertUsable(): void {
    this.#assertOpen()
    if (this.#needsRollback) {
      throw new TransactionManagementError(
        "An error occurred in the current transaction. You can't execute queries until the end of the 'atomic' block.",
        { cause: this.#failure },
      )
    }
  }

  /** Whether this level or one around it has ended. */
  get #isOver(): boolean {
    if (this.#ended) return true
    const parent = this.#parent
    return parent === undefined ? false : parent.#isOver
  }

  #assertOpen(): void {
    if (!this.#isOver) return
    throw new TransactionManagementError(
      'This query was started inside an atomic block that has ended. Await it before the block returns.',
    )
  }
}
