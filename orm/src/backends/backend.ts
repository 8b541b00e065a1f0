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

/** Rows with the names of their columns, which may repeat. */
export interface NamedRows {
  readonly columns: readonly string[]
  readonly rows: unknown[][]
}

/**
 * One connection. Not safe for interleaved use: who holds it, holds it alone.
 * Rows come as arrays in the order of the selected columns.
 */
export interface Connection {
  query(sql: string, params: readonly SqlValue[]): MaybePromise<unknown[][]>
  /** As `query`, with the names of the columns. */
  queryNamed(sql: string, params: readonly SqlValue[]): MaybePromise<NamedRows>
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
  /** Rows of some of the tables that are read can be locked alone. */
  readonly supportsSelectForUpdateOf: boolean
  /** A lock can let others insert rows that point at the locked ones. */
  readonly supportsSelectForNoKeyUpdate: boolean
  readonly supportsTransactionalDdl: boolean
  readonly supportsDeferredConstraints: boolean
  /** An index can hold the rows alone that meet a condition. */
  readonly supportsPartialIndexes: boolean
  readonly supportsIgnoreConflicts: boolean
  readonly requiresLimitForOffset: boolean
  readonly supportsParenthesesInCompound: boolean
  /** `IN (SELECT … LIMIT …)`. */
  readonly supportsSliceInSubquery: boolean
  /** A write may select from the table that it writes. */
  readonly updateCanSelfSelect: boolean
  /** While one transaction writes no other does, so that its statements find the same rows. */
  readonly writersTakeTurns: boolean
  /** One statement can delete from several tables: `WITH … AS (DELETE …)`. */
  readonly supportsDeletesInWith: boolean
  /** HAVING finds every grouped column, and compares aggregates with the rows of a subquery. */
  readonly supportsAnyHaving: boolean
  /** One parameter may stand at several places of a statement. */
  readonly reusesParameters: boolean
  /** `LAG` and `LEAD` take a value for rows that have no such neighbour. */
  readonly supportsDefaultInLag: boolean
  /** The frame of a window can leave out rows. */
  readonly supportsFrameExclusion: boolean
  /** Time zones are known by name, so that the current one can be a parameter. */
  readonly knowsTimeZones: boolean
}

/** Where a searched text may stand in another. */
export type PatternKind = 'exact' | 'contains' | 'startsWith' | 'endsWith'

/** What an INSERT does besides inserting; names are quoted columns. */
export interface InsertClauses {
  /** Columns that get values. */
  readonly columns: readonly string[]
  readonly ignoreConflicts: boolean
  /** Columns whose conflict makes an update instead; empty = no update. */
  readonly unique: readonly string[]
  readonly update: readonly string[]
  readonly returning: readonly string[]
}

/** How `selectForUpdate` waits and what it locks. */
export interface LockOptions {
  /** Fail at once when a row is locked. */
  readonly noWait?: boolean
  /** Leave locked rows out. */
  readonly skipLocked?: boolean
  /** Lock only the rows of these relations that `selectRelated` follows (`'self'` = the model's own). */
  readonly of?: readonly string[]
  /** Let others insert rows that point at the locked ones. */
  readonly noKey?: boolean
}

/** How a plan is asked for. */
export interface ExplainOptions {
  /** Run the statement, too, and tell what each part of the plan took. */
  readonly analyze?: boolean
  /** `'json'`, and what else the database can write: `'text' 'xml' 'yaml'` PostgreSQL, `'tree' 'traditional'` MySQL. */
  readonly format?: string
}

type Encode = (value: unknown) => SqlValue

/** Writes a parameter whose value goes through `convert`. */
export type WriteParam = (convert: Encode) => string

/** The type of a cast; a field is one. */
export interface CastTarget {
  readonly kind: string
  readonly maxLength?: number | undefined
  readonly decimalPlaces?: number | undefined
}

/** What can be asked of JSON values; every database answers as PostgreSQL's `jsonb` does. */
export interface JsonOperations {
  /** JSON's null as an expression. */
  readonly null: string
  /**
   * The part at the end of a path of keys and positions (negative = from the end of the list), NULL where there is none.
   * @param bind writes a parameter: keys never enter the SQL
   */
  part(sql: string, path: readonly (string | number)[], bind: (value: SqlValue) => string): string
  /** An object of keys and values in SQL, each with its kind. */
  object(entries: readonly (readonly [key: string, value: string, kind: string])[]): string
  /** A value of another kind as JSON. */
  of(sql: string, kind: string): string
  /** A parameter as a JSON value, or in the form of `comparable`; its conversion says which. */
  literal(placeholder: string): string
  /** A JSON value in a form that equals that of equal values and sorts as JSON values do. */
  comparable(sql: string): string
  /** Turn a value, or a list of values, into parameters of that form, and write the list as rows behind IN. */
  encodeComparable: Encode
  encodeList: Encode
  listRows(placeholder: string): string
  /** A scalar as its text, an object or list as JSON text; NULL for JSON's null. */
  text(sql: string): string
  /** Whether the left value contains the right one. */
  contains(lhs: string, rhs: string): string
  /** Whether the value has all of a list of keys, or any; the list is a parameter made by `listEncoder('text')`. */
  hasKeys(sql: string, keys: string, all: boolean): string
}

/** Pieces of SQL and conversions of values that differ between databases. Grown by what the compiler needs to ask. */
export interface Operations {
  quoteName(name: string): string
  /** Placeholder of the parameter with this 1-based position. */
  placeholder(position: number): string
  /** Turn a prepared value of a field kind into what the driver binds; null = bind as it is. */
  encoder(kind: string): ((value: unknown) => SqlValue) | null
  /**
   * Turn a driver's value of a field kind into the model's value; null = take as it is.
   * @param decimalPlaces digits after the point, where the column has a fixed number
   */
  decoder(kind: string, decimalPlaces?: number): ((value: unknown) => unknown) | null

  /** A parameter in an expression, where no column tells its type. */
  literal(placeholder: string, kind: string): string
  /**
   * Turn a list of prepared values into one parameter, and write its members as rows behind IN.
   * @param hasLongTexts texts of more than 500 characters are among them
   */
  listEncoder(kind: string): Encode
  listRows(placeholder: string, kind: string, hasLongTexts: boolean): string
  /** A condition that never holds, and one that always does. */
  readonly never: string
  readonly always: string
  /** A condition as a selected value. */
  selectedCondition(sql: string): string

  /** Search for a parameter in a text; every character stands for itself. Case folds one code point to one. */
  pattern(kind: PatternKind, ignoresCase: boolean, lhs: string, param: WriteParam): string
  /** As `pattern`, for a text that the database computes. */
  patternOfExpression(kind: PatternKind, ignoresCase: boolean, lhs: string, rhs: string): string
  regex(lhs: string, rhs: string, ignoresCase: boolean): string
  /** A value of a kind as text; a decimal with its digits after the point, where the column has a fixed number. */
  asText(sql: string, kind: string, decimalPlaces?: number): string
  readonly json: JsonOperations

  /** Arithmetic: `+ - * / % ^`, bits: `& | # << >>` (`#` = either); between integers `/` gives an integer. */
  combine(left: string, operator: string, right: string, kinds?: readonly (string | undefined)[]): string
  /** Call a function by its name in PostgreSQL. */
  call(name: string, args: readonly string[]): string
  cast(sql: string, to: CastTarget, from: CastTarget | undefined): string
  aggregate(name: string, argument: string, filter: string | null): string
  /** A part of a date or time; `zone` is, for datetimes, a parameter with the time zone's name, or the name itself. */
  extract(part: string, sql: string, kind: string, zone: string | null): string
  /** A date or time cut to a unit, as a value of kind `target`. */
  truncate(part: string, sql: string, kind: string, target: string, zone: string | null): string
  readonly now: string
  readonly random: string

  orderTerm(sql: string, descending: boolean, nulls: 'first' | 'last' | undefined): string
  /** LIMIT of an OFFSET without limit. */
  readonly noLimit: string
  /** A DELETE up to its condition. */
  deleteFrom(table: string): string
  /** The table of an UPDATE whose condition is `where`. */
  updatedTable(table: string, where: string): string
  /** The rows of a subquery in parentheses, set off from the statement where it has to be (see `Features`). */
  rowsOfNested(sql: string): string
  /** Lock the rows of these tables (quoted), of all that are joined when there are none. */
  lock(options: LockOptions, tables: readonly string[]): string
  /** What stands before a statement to have its plan told; `analyze` runs it, too, where the database can. */
  explainPrefix(options: ExplainOptions): string
  /** The rest of `INSERT INTO table` for rows of nothing but defaults. */
  emptyRows(pk: string, count: number): string
  insert(text: string, clauses: InsertClauses): string
}

/** How much of others' work a transaction sees, from most to least. */
export const ISOLATION_LEVELS = ['read uncommitted', 'read committed', 'repeatable read', 'serializable'] as const

/** How a transaction is begun. Isolation levels are those of the SQL standard; SQLite is always serializable. */
export interface TransactionOptions {
  /** Refuse to write. */
  readonly readOnly?: boolean
  /** Tables are changed: foreign keys are checked as a whole before the commit instead of on the way. */
  readonly schemaChange?: boolean
  /**
   * Rows come in any order, so that some point at later ones: foreign keys are checked at the commit, and not at all
   * where the database cannot wait (see `Features.supportsDeferredConstraints`).
   */
  readonly rowsInAnyOrder?: boolean
  readonly isolation?: (typeof ISOLATION_LEVELS)[number]
}

/** Everything that `connect()` takes and a driver may need; times in milliseconds. */
export interface DriverOptions {
  /** How long a statement waits for a lock or a free connection before it fails. */
  readonly busyTimeout: number
  /** How long it waits for a lock, where that is to be other than `busyTimeout`. */
  readonly lockTimeout?: number
  /** How long a statement may run before the server ends it; as long as it takes when left out. */
  readonly statementTimeout?: number
  /** SQLite: FULL survives a power cut, NORMAL may lose the last commits in one, never consistency. */
  readonly synchronous: 'FULL' | 'NORMAL'
  /** Open the database for reading alone. */
  readonly readOnly: boolean
  /** Most connections that are open at once, where the database is reached over a wire. */
  readonly poolSize: number
}

/** The connections to one database: single statements on any of them, transactions on one that is held alone. */
export interface Driver {
  /** Run a reading statement outside of every transaction. */
  read(sql: string, params: readonly SqlValue[]): MaybePromise<unknown[][]>
  /** As `read`, with the names of the columns. */
  readNamed(sql: string, params: readonly SqlValue[]): MaybePromise<NamedRows>
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
