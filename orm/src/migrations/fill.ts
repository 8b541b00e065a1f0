import type { Backend, SqlValue } from '../backends/backend.ts'
import { parseDateTime } from '../datetime.ts'
import type { FieldKind } from '../fields/field.ts'
import type { FieldState } from './state.ts'

const EMPTY_TEXT = new Set(['char', 'text', 'email', 'slug', 'url'])
const ZERO = new Set(['integer', 'bigInteger', 'positiveInteger', 'smallInteger', 'float', 'decimal'])

/** The value that rows get which were there before a field: its default, or what is empty for its kind, or none. */
export function fillFor(field: FieldState): SqlValue | undefined {
  // Migrations are plain data: a recorded default is text, a number, a boolean or null.
  if (field.options.default !== undefined) return field.options.default as SqlValue
  if (field.options.null) return undefined
  if (EMPTY_TEXT.has(field.kind)) return ''
  if (ZERO.has(field.kind)) return 0
  if (field.kind === 'boolean') return false
  return undefined
}

/** Turn a value of a migration file into what the column stores. */
export function storedValue(backend: Backend, kind: FieldKind, value: SqlValue): SqlValue {
  if (value === null) return null
  const encode = backend.operations.encoder(kind)
  const prepared = kind === 'datetime' && typeof value === 'string' ? (parseDateTime(value, 'UTC') ?? value) : value
  return encode === null ? prepared : encode(prepared)
}
