import type { Introspection, Queryable } from './introspection.ts'
import type { SchemaEditor, StatementRunner } from './schema-editor.ts'

/** What a driver takes and gives, before fields convert it. */
export type SqlValue = null | number | bigint | string | boolean | Uint8Array | Date | readonly SqlValue[]

/** A result that is there at once (embedded database) or later (over a wire). */
export type MaybePromise<T> = T | Promise<T>

/** What a writing statement reports. */
export interface WriteResult {
  readonly changes: number
  readonly lastInsertId?: number | bigint
  readonly rows?: readonly unknown[][]
}

/**
 * One connection. Not safe for interleaved use: who holds it, holds it alone.
 * Rows come as arrays in the order of the selected columns.
 */
export interface Connection {
  query(sql: string, params: readonly SqlValue[]): MaybePromise<unknown[][]>
  execute(sql: string, params: readonly SqlValue[]): MaybePromise<WriteResult>
  /** Send statements without parameters, several allowed (schema changes). */
  script(sql: string): MaybePromise<void>
  stream(sql: string, params: readonly SqlValue[], chunkSize: number): AsyncIterable<unknown[][]>
  close(): MaybePromise<void>
}

/** Questions that shared code asks instead of a database's name; each has a default in `features.ts`. */
export interface Features {
  readonly supportsReturning: boolean
  /** Rows of one INSERT get consecutive keys that `lastInsertId` tells. */
  readonly lastInsertIdIsLast: boolean
  /** A list can be bound as one parameter. */
  readonly supportsArrayParameter: boolean
  readonly maxQueryParams: number
  readonly supportsNullsOrdering: boolean
  /** NULL sorts after every value in ascending order when nothing is said. */
  readonly nullsSortLast: boolean
  readonly supportsDistinctOn: boolean
  readonly supportsSelectForUpdate: boolean
  readonly supportsTransactionalDdl: boolean
  readonly supportsDeferredConstraints: boolean
  readonly supportsIgnoreConflicts: boolean
  readonly requiresLimitForOffset: boolean
  readonly supportsParenthesesInCompound: boolean
  readonly updateCanSelfSelect: boolean
}

/** Pieces of SQL and conversions of values that differ between databases. Grown by what the compiler needs to ask. */
export interface Operations {
  quoteName(name: string): string
  /** Placeholder of the parameter with this 1-based position. */
  placeholder(position: number): string
  /** Turn a prepared value of a field kind into what the driver binds; null = bind as it is. */
  encoder(kind: string): ((value: unknown) => SqlValue) | null
  /** Turn a driver's value of a field kind into the model's value; null = take as it is. */
  decoder(kind: string): ((value: unknown) => unknown) | null
}

/** How a transaction is begun. Isolation levels are those of the SQL standard; SQLite is always serializable. */
export interface TransactionOptions {
  readonly readOnly?: boolean
  /** Tables are changed: foreign keys are checked as a whole before the commit instead of on the way. */
  readonly schemaChange?: boolean
  readonly isolation?: 'read uncommitted' | 'read committed' | 'repeatable read' | 'serializable'
}

/** Everything that `connect()` takes and a driver may need; times in milliseconds. */
export interface DriverOptions {
  /** How long a statement waits for a lock or a free connection before it fails. */
  readonly busyTimeout: number
  /** SQLite: FULL survives a power cut, NORMAL may lose the last commits in one, never consistency. */
  readonly synchronous: 'FULL' | 'NORMAL'
  readonly readOnly: boolean
  /** Most connections that are open at once, where the database is reached over a wire. */
  readonly poolSize: number
}

/** The connections to one database: single statements on any of them, transactions on one that is held alone. */
export interface Driver {
  /** Run a reading statement outside of every transaction. */
  read(sql: string, params: readonly SqlValue[]): MaybePromise<unknown[][]>
  /** Run a writing statement that commits by itself. */
  write(sql: string, params: readonly SqlValue[]): MaybePromise<WriteResult>
  stream(sql: string, params: readonly SqlValue[], chunkSize: number): AsyncIterable<unknown[][]>
  /** Take a connection for a transaction; it is the caller's alone until it is given back. */
  acquire(options: TransactionOptions): MaybePromise<Connection>
  /** Give a connection back; a broken one is closed and replaced. */
  release(connection: Connection, broken: boolean): void
  close(): MaybePromise<void>
}

/** A family of databases: its features, its SQL, its connections. Stateless but for what it memoises. */
export interface Backend {
  readonly name: string
  readonly features: Features
  readonly operations: Operations
  /** Statements that begin a transaction. */
  beginStatements(options: TransactionOptions): readonly string[]
  /** Statements that put the connection back as it was, after the transaction. */
  cleanupStatements(options: TransactionOptions): readonly string[]
  /** Make an editor of tables that hands each statement to `run`. */
  schemaEditor(run: StatementRunner): SchemaEditor
  introspection(database: Queryable): Introspection
  /** Open the database that the URL names; fails with an `OperationalError` that says in one line what is wrong. */
  open(url: string, options: DriverOptions): Promise<Driver>
}
