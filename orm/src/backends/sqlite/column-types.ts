import type { FieldKind } from '../../fields/field.ts'
import { COMMON_TYPES, type WriteType } from '../column-types.ts'

/** Column types as Django declares them, so that its tables and ours are alike, with the checks that it writes with them. */
export const columnTypes: Readonly<Record<FieldKind, WriteType>> = {
  ...COMMON_TYPES,
  bigAuto: () => 'integer',
  positiveInteger: (_column, quoted) => `integer unsigned CHECK (${quoted} >= 0)`,
  float: () => 'real',
  decimal: () => 'decimal',
  datetime: () => 'datetime',
  json: (_column, quoted) => `text CHECK ((JSON_VALID(${quoted}) OR ${quoted} IS NULL))`,
  binary: () => 'BLOB',
}
