import type { CLASS, FAMILY, MANY, OPTIONAL, PRIMARY, TARGET, TO_FIELD, VALUE } from './brands.ts'

/**
 * Types of fields. A factory says with its return type what the compiler has to know about a field:
 *
 *   export function char<const O extends CharOptions>(options: O): FieldOf<string, 'text', O>
 *   export function auto(): Field<number, true, 'number', true>
 *   export function foreignKey<M, const O extends ForeignKeyOptions>(to: () => ModelClass<M>, options: O): ForeignKeyOf<M, O>
 *   export function foreignKey<const O extends ForeignKeyOptions>(to: 'self', options: O): ForeignKeyOf<'self', O>
 *   export function manyToMany<M, C extends ModelClass<M>>(to: () => C & ModelClass<M>): ManyToManyField<M, C>
 *
 * Rows, inputs, lookups and results derive from `Record<string, AnyField>`, the second argument of `model()`.
 * Two models that point at each other with foreign keys annotate one arrow: `foreignKey((): ModelClass<Post> => Post, …)`.
 */

/** Names of the sets of lookups; `types/lookups.ts` says what is in each. */
export type LookupFamily =
  | 'text'
  | 'uuid'
  | 'number'
  | 'bigint'
  | 'decimal'
  | 'boolean'
  | 'datetime'
  | 'date'
  | 'time'
  | 'json'
  | 'binary'

/** A column: `V` is what a row holds, `Optional` whether `create` may leave it out. */
export interface Field<
  V = unknown,
  Optional extends boolean = boolean,
  Family extends LookupFamily = LookupFamily,
  Primary extends boolean = boolean,
> {
  readonly [VALUE]: V
  readonly [OPTIONAL]: Optional
  readonly [FAMILY]: Family
  readonly [PRIMARY]: Primary
}

/** A foreign key or one-to-one; `V` is `null` where it may be empty, else `never`. */
export interface ForeignKeyField<
  M,
  V = never,
  Optional extends boolean = boolean,
  Primary extends boolean = boolean,
  ToField extends string = string,
> {
  readonly [TARGET]: M
  readonly [VALUE]: V
  readonly [OPTIONAL]: Optional
  readonly [PRIMARY]: Primary
  readonly [TO_FIELD]: ToField
}

/** Many objects on both sides; no column of its own. */
export interface ManyToManyField<M, Class = unknown> {
  readonly [TARGET]: M
  readonly [MANY]: true
  readonly [CLASS]: Class
}

/** Anything that `model()` takes as the value of a property. */
// biome-ignore lint/suspicious/noExplicitAny: `unknown` would refuse fields, whose target stands where only `any` fits
type AnyField = Field | ForeignKeyField<any, any> | ManyToManyField<any>

/** The second argument of `model()`. */
export type Fields = Readonly<Record<string, AnyField>>

/** Options of a field that change its types. */
export interface TypedOptions {
  readonly null?: boolean
  readonly default?: unknown
  readonly primaryKey?: boolean
  readonly autoNow?: boolean
  readonly autoNowAdd?: boolean
  readonly choices?: readonly unknown[]
}

/** Options of a foreign key that change its types. */
interface TypedRelationOptions extends Pick<TypedOptions, 'null' | 'default' | 'primaryKey'> {
  readonly toField?: string
}

/** The field that a factory of `V` makes of these options. */
export type FieldOf<V, Family extends LookupFamily, O extends TypedOptions> = Field<
  ChosenOf<V, O> | NullOf<O>,
  OptionalOf<O>,
  Family,
  PrimaryOf<O>
>

/** The relation that `foreignKey` or `oneToOne` makes of these options. */
export type ForeignKeyOf<M, O extends TypedRelationOptions> = ForeignKeyField<
  M,
  NullOf<O>,
  OptionalOf<O>,
  PrimaryOf<O>,
  O extends { readonly toField: infer Name extends string } ? Name : 'pk'
>

type NullOf<O> = O extends { readonly null: true } ? null : never
type PrimaryOf<O> = O extends { readonly primaryKey: true } ? true : false
type OptionalOf<O> = O extends
  | { readonly null: true }
  | { readonly default: unknown }
  | { readonly autoNow: true }
  | { readonly autoNowAdd: true }
  ? true
  : false

/** Choices are values or pairs of value and label; without them any `V` will do. */
type ChosenOf<V, O> = O extends { readonly choices: readonly (infer Choice)[] }
  ? Extract<Choice extends readonly [infer Value, unknown] ? Value : Choice, V>
  : V
