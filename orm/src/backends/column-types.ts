import type { FieldKind } from '../fields/field.ts'
import type { Column } from './table.ts'

/** Writes the type of a column; `quoted` is its name, for types that are checked. */
export type WriteType = (column: Column, quoted: string) => string

/** Types that databases write alike, as Django declares them; each overrides its own. */
export const COMMON_TYPES = {
  auto: () => 'integer',
  bigAuto: () => 'bigint',
  char: varchar,
  email: varchar,
  slug: varchar,
  url: varchar,
  text: () => 'text',
  integer: () => 'integer',
  bigInteger: () => 'bigint',
  smallInteger: () => 'smallint',
  positiveInteger: () => 'integer',
  float: () => 'double precision',
  decimal: column => `numeric(${column.maxDigits ?? 65}, ${column.decimalPlaces ?? 30})`,
  boolean: () => 'bool',
  date: () => 'date',
  time: () => 'time',
  uuid: () => 'char(32)',
} satisfies Partial<Record<FieldKind, WriteType>>

function varchar(column: Column): string {
  return column.maxLength === undefined ? 'varchar' : `varchar(${column.maxLength})`
}
