import type { FieldKind } from '../fields/field.ts'
import type { SqlValue } from './backend.ts'

/** A column as the database has it. */
export interface Column {
  readonly name: string
  /** A foreign key has the kind of the column that it refers to. */
  readonly kind: FieldKind
  readonly null: boolean
  readonly primaryKey: boolean
  readonly maxLength?: number
  readonly maxDigits?: number
  readonly decimalPlaces?: number
  readonly references?: ForeignKeyTarget
}

/** The column that a foreign key refers to. */
interface ForeignKeyTarget {
  readonly table: string
  readonly column: string
}

/** An index; uniqueness, of one column or several, is a unique index on every database. */
export interface Index {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly descending?: boolean }[]
  readonly unique: boolean
  /** Condition in SQL: only rows that meet it are in the index. */
  readonly where?: string
}

/** A condition in SQL that every row meets. */
export interface Check {
  readonly name: string
  readonly sql: string
}

/** A table as plain data: what a model's state comes to in a database. */
export interface Table {
  readonly name: string
  readonly columns: readonly Column[]
  readonly indexes: readonly Index[]
  readonly checks: readonly Check[]
  /** Names of the constraints of foreign keys by column, where they are known to be others than `foreignKeyName` makes. */
  readonly foreignKeyNames?: ReadonlyMap<string, string>
}

/** What the difference of two tables cannot tell. */
export interface TableHints {
  /** New names of columns by their old ones. */
  readonly renamedColumns?: ReadonlyMap<string, string>
  /** Values for existing rows, by new column name: of columns that are new, or that may no longer be NULL. */
  readonly fill?: ReadonlyMap<string, SqlValue>
}

/** The column of this name; it is there by construction. */
export function columnOf(table: Table, name: string): Column {
  const column = table.columns.find(candidate => candidate.name === name)
  if (column === undefined) throw new Error(`Table ${table.name} has no column ${name}`)
  return column
}
