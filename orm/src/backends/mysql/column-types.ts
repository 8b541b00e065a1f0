import type { FieldKind } from '../../fields/field.ts'
import { COMMON_TYPES, type WriteType } from '../column-types.ts'
import type { Column } from '../table.ts'

/** Longest text, in characters, that fits a row as `varchar` when nothing else does. */
const LONGEST_VARCHAR = 16_383

/** Column types as Django declares them, so that its tables and ours are alike. */
export const columnTypes: Readonly<Record<FieldKind, WriteType>> = {
  ...COMMON_TYPES,
  char: varchar,
  email: varchar,
  slug: varchar,
  url: varchar,
  text: () => 'longtext',
  time: () => 'time(6)',
  datetime: () => 'datetime(6)',
  json: () => 'json',
  binary: () => 'longblob',
}

/** Kinds whose columns can only be indexed by their beginning. */
const UNBOUNDED = new Set<FieldKind>(['text', 'json', 'binary'])

/** Longest index on text, in characters: 3072 bytes of at most four for each. */
const LONGEST_KEY = 768

/** How many characters an index can take of a column; undefined where it takes all. */
export function keyLength(column: Column): number | undefined {
  const isLong = UNBOUNDED.has(column.kind) || (column.maxLength ?? 0) > LONGEST_KEY
  return isLong ? LONGEST_KEY : undefined
}

function varchar({ maxLength = 255 }: Column): string {
  return maxLength > LONGEST_VARCHAR ? 'longtext' : `varchar(${maxLength})`
}
