import type { Database } from '../database.ts'
import type { ChangeHints } from './change-tables.ts'
import type { ProjectState } from './state.ts'

/** What code inside a migration works with. */
export interface MigrationContext {
  readonly database: Database
  /** Send a statement that is named if the migration fails later and the database cannot undo it. */
  run(sql: string): Promise<void>
  /** A model as it is at this point of the history; not as the application declares it today. */
  model(name: string): HistoricModel
}

/** A model of the past. The compiler sees today's code only, so names and values are checked when they are used. */
export interface HistoricModel {
  // biome-ignore lint/suspicious/noExplicitAny: an instance whose fields are known at run time alone
  new (values?: Readonly<Record<string, unknown>>): any
  // biome-ignore lint/suspicious/noExplicitAny: a manager of such instances
  readonly objects: any
}

/** A step that changes tables: it says what the models are afterwards, the rest is compared. */
export interface SchemaOperation {
  readonly kind: 'schema'
  /** The call that makes this operation, for the writer. */
  readonly call: OperationCall
  describe(): string
  /** Part of a file name. */
  readonly slug: string
  apply(state: ProjectState, app: string): ProjectState
  /** What a comparison cannot see: renames, and values for rows that are there. */
  hints?(before: ProjectState, after: ProjectState): ChangeHints
  /** The same for undoing, with the states as they are in the order of doing; the inverse of `hints` when left out. */
  reverseHints?(before: ProjectState, after: ProjectState): ChangeHints
}

/** A step that works on rows. Without `backwards` it cannot be undone. */
export interface WorkOperation {
  readonly kind: 'work'
  describe(): string
  readonly slug: string
  forwards(context: MigrationContext): Promise<void>
  readonly backwards?: ((context: MigrationContext) => Promise<void>) | undefined
  /** Statements to show instead of running, where they are known. */
  readonly sql?: readonly string[]
  readonly reverseSql?: readonly string[]
}

export type Operation = SchemaOperation | WorkOperation

/** A function of this module and its arguments, as plain data. */
interface OperationCall {
  readonly name: string
  readonly args: readonly unknown[]
}
