import type { FieldKind } from '../../fields/field.ts'
import type { Column } from '../table.ts'

/** Column types as Django declares them. */
const TYPES: Readonly<Record<FieldKind, (column: Column, quoted: string) => string>> = {
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
  boolean: () => 'boolean',
  date: () => 'date',
  time: () => 'time',
  datetime: () => 'timestamp with time zone',
  uuid: () => 'uuid',
  json: () => 'jsonb',
  binary: () => 'bytea',
}

/** The type of a column. */
export function columnType(column: Column, quoted: string): string {
  return TYPES[column.kind](column, quoted)
}

function varchar(column: Column): string {
  return column.maxLength === undefined ? 'varchar' : `varchar(${column.maxLength})`
}
