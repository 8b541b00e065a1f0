import type { FieldKind } from '../../fields/field.ts'
import type { Column } from '../table.ts'

/** Column types as Django declares them, so that its tables and ours are alike. */
const TYPES: Readonly<Record<FieldKind, (column: Column, quoted: string) => string>> = {
  auto: () => 'integer',
  bigAuto: () => 'integer',
  char: varchar,
  email: varchar,
  slug: varchar,
  url: varchar,
  text: () => 'text',
  integer: () => 'integer',
  bigInteger: () => 'bigint',
  smallInteger: () => 'smallint',
  positiveInteger: (_column, quoted) => `integer unsigned CHECK (${quoted} >= 0)`,
  float: () => 'real',
  decimal: () => 'decimal',
  boolean: () => 'bool',
  date: () => 'date',
  time: () => 'time',
  datetime: () => 'datetime',
  uuid: () => 'char(32)',
  json: (_column, quoted) => `text CHECK ((JSON_VALID(${quoted}) OR ${quoted} IS NULL))`,
  binary: () => 'BLOB',
}

/** The declared type of a column; checks that Django writes with a type are part of it. */
export function columnType(column: Column, quoted: string): string {
  return TYPES[column.kind](column, quoted)
}

function varchar(column: Column): string {
  return column.maxLength === undefined ? 'varchar' : `varchar(${column.maxLength})`
}
