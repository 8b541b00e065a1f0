import type { Field as DeclaredField } from '../types/fields.ts'
import type { OutputField } from './expression.ts'

const INTEGER_KINDS = new Set(['auto', 'bigAuto', 'integer', 'bigInteger', 'positiveInteger', 'smallInteger'])
const TEXT_KINDS = new Set(['char', 'text', 'email', 'slug', 'url'])

/** Kinds of fields that mix freely in one expression. */
export function familyOf(kind: string): string {
  if (INTEGER_KINDS.has(kind)) return 'integer'
  return TEXT_KINDS.has(kind) ? 'text' : kind
}

export function isNumeric(kind: string): boolean {
  return INTEGER_KINDS.has(kind) || kind === 'float' || kind === 'decimal'
}

/** A type of values as applications write it: `integer()`, `char({ maxLength: 8 })`. */
export type OutputType<V> = DeclaredField<V> | OutputField

/** The field behind a type of values. */
export function outputOf(type: OutputType<unknown>): OutputField {
  return type as OutputField // factories return these very objects under types of their own
}
