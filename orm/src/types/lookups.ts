import type { Operand } from './expressions.ts'
import type { LookupFamily } from './fields.ts'
import type { AlsoAccepted } from './rows.ts'

/**
 * Lookups by family of values. The interfaces are open: who registers a lookup of his own declares it as
 *
 *   declare module '@inkstone/orm' { interface TextLookups<V> { soundsLike: string | Operand } }
 *
 * and of a transform with the family that comes out: `interface TextTransforms { length: 'number' }`.
 */

/** Lookups of everything. `V` is what may be compared, `null` included where the column may be empty. */
export interface AnyLookups<V> {
  exact: V | Operand
  in: readonly (V | Operand)[] | Operand
  isnull: boolean
}

/** Lookups of what has an order. */
export interface OrderedLookups<V> extends AnyLookups<V> {
  gt: Exclude<V, null> | Operand
  gte: Exclude<V, null> | Operand
  lt: Exclude<V, null> | Operand
  lte: Exclude<V, null> | Operand
  range: readonly [from: Exclude<V, null> | Operand, to: Exclude<V, null> | Operand]
}

/** Lookups of text; the forms with `i` ignore case, one code point at a time (decision 004). */
export interface TextLookups<V> extends OrderedLookups<V> {
  iexact: V | string | Operand
  contains: string | Operand
  icontains: string | Operand
  startswith: string | Operand
  istartswith: string | Operand
  endswith: string | Operand
  iendswith: string | Operand
  regex: string | Operand
  iregex: string | Operand
}

/** Which lookups a family has. */
export interface LookupTable<V> {
  text: TextLookups<V>
  uuid: TextLookups<V>
  number: OrderedLookups<V>
  bigint: OrderedLookups<V>
  decimal: OrderedLookups<V>
  boolean: AnyLookups<V>
  datetime: OrderedLookups<V>
  date: OrderedLookups<V>
  time: OrderedLookups<V>
  json: AnyLookups<V>
  binary: AnyLookups<V>
}

/** Lookups of a column with values `V`. */
export type LookupsOf<V, Family extends LookupFamily> = LookupTable<V | AlsoAccepted[Family]>[Family]

/** Transforms of dates: the family that comes out. */
export interface DateTransforms {
  year: 'number'
  isoYear: 'number'
  month: 'number'
  day: 'number'
  week: 'number'
  weekDay: 'number'
  isoWeekDay: 'number'
  quarter: 'number'
}

/** Transforms of times of day. */
export interface TimeTransforms {
  hour: 'number'
  minute: 'number'
  second: 'number'
}

/** Transforms of moments, taken in the current time zone. */
export interface DateTimeTransforms extends DateTransforms, TimeTransforms {
  date: 'date'
  time: 'time'
}

/** Transforms of text, to be declared by who registers some. */
// biome-ignore lint/suspicious/noEmptyInterface: open for declarations of applications
export interface TextTransforms {}

/** Transforms of numbers, to be declared by who registers some. */
// biome-ignore lint/suspicious/noEmptyInterface: open for declarations of applications
export interface NumberTransforms {}

/** Which transforms a family has. */
export interface TransformTable {
  text: TextTransforms
  uuid: object
  number: NumberTransforms
  bigint: NumberTransforms
  decimal: NumberTransforms
  boolean: object
  datetime: DateTimeTransforms
  date: DateTransforms
  time: TimeTransforms
  json: object
  binary: object
}

/** The value that a transform gives. */
export interface ValueOfFamily {
  text: string
  uuid: string
  number: number
  bigint: number | bigint
  decimal: string
  boolean: boolean
  datetime: Date
  date: string
  time: string
  json: unknown
  binary: Uint8Array
}

/** Lookups of a relation: objects, their keys, or a QuerySet. */
export interface RelationLookups<M, Key> {
  exact: M | Key | null | Operand
  in: readonly (M | Key | Operand)[] | Operand
  gt: Key | Operand
  gte: Key | Operand
  lt: Key | Operand
  lte: Key | Operand
  isnull: boolean
}
