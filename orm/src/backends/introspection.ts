import type { FieldKind } from '../fields/field.ts'
import type { MaybePromise } from './backend.ts'
import type { Index } from './table.ts'

/** The one thing that introspection needs of a database. */
export interface Queryable {
  query(sql: string, params?: readonly string[]): MaybePromise<unknown[][]>
}

/** What the type of a column says. */
export interface ColumnType {
  /** The kind of field that stores such values; undefined where none does. */
  readonly kind: FieldKind | undefined
  readonly maxLength?: number
  readonly maxDigits?: number
  readonly decimalPlaces?: number
}

/** A column as it is found. */
export interface LiveColumn extends ColumnType {
  readonly name: string
  /** The type as the database writes it. */
  readonly type: string
  readonly null: boolean
  /** The value of rows that bring none, in SQL. */
  readonly default?: string
}

/** What happens to rows that refer to a row which is deleted. */
export type DeleteAction = 'NO ACTION' | 'RESTRICT' | 'CASCADE' | 'SET NULL' | 'SET DEFAULT'

/** A foreign key as it is found. */
export interface LiveForeignKey {
  /** Not every database gives it one. */
  readonly name?: string
  readonly columns: readonly string[]
  readonly table: string
  readonly targets: readonly string[]
  readonly onDelete: DeleteAction
}

/** A table as it is found. Indexes over expressions, and those of the primary key, are left out. */
export interface LiveTable {
  readonly name: string
  readonly columns: readonly LiveColumn[]
  readonly primaryKey: readonly string[]
  readonly foreignKeys: readonly LiveForeignKey[]
  readonly indexes: readonly Index[]
  /** Conditions on the rows, as the database writes them; on SQLite not every one has a name. */
  readonly checks: readonly LiveCheck[]
}

/** A condition on the rows of a table as it is found. */
export interface LiveCheck {
  readonly name?: string | undefined
  readonly sql: string
}

/** Looks at what is in a database. */
export interface Introspection {
  tableNames(): Promise<string[]>
  /** Describe one table. */
  table(name: string): Promise<LiveTable>
  /** What a type says, as `columnType` of the schema editor or the database writes it. */
  readType(type: string): ColumnType
}

/** Kinds by types that databases call alike. */
export const COMMON_KINDS: Readonly<Record<string, FieldKind>> = {
  bigint: 'bigInteger',
  char: 'char',
  date: 'date',
  'double precision': 'float',
  integer: 'integer',
  json: 'json',
  numeric: 'decimal',
  real: 'float',
  smallint: 'smallInteger',
  text: 'text',
  time: 'time',
  timestamp: 'datetime',
  uuid: 'uuid',
  varchar: 'char',
}

/** Take a type apart, without what may follow it: `numeric(8, 2)` is `numeric` with 8 and 2. */
export function splitType(type: string): { readonly base: string; readonly sizes: readonly number[] } {
  const [own = ''] = type.split(/\s(?:check|collate|character set)\b/i)
  const [, first, second] = /\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)/.exec(own) ?? []
  const base = own
    .replace(/\([^)]*\)/, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
  return { base, sizes: [first, second].filter(size => size !== undefined).map(Number) }
}

/** The sizes of a type as those of a column of this kind. */
export function sizedType(kind: FieldKind | undefined, sizes: readonly number[]): ColumnType {
  const [first, second] = sizes
  if (kind === 'decimal' && first !== undefined) return { kind, maxDigits: first, decimalPlaces: second ?? 0 }
  return kind === 'char' && first !== undefined ? { kind, maxLength: first } : { kind }
}
