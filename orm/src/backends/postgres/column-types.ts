import type { FieldKind } from '../../fields/field.ts'
import { COMMON_TYPES, type WriteType } from '../column-types.ts'

/** Column types as Django declares them. */
export const columnTypes: Readonly<Record<FieldKind, WriteType>> = {
  ...COMMON_TYPES,
  boolean: () => 'boolean',
  datetime: () => 'timestamp with time zone',
  uuid: () => 'uuid',
  json: () => 'jsonb',
  binary: () => 'bytea',
}
