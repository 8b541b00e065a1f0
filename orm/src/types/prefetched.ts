import type { Refused } from './brands.ts'
import type { ModelBehind } from './relations.ts'
import type { FieldsOf, ForeignKeys, ManyToManys, NameOf } from './rows.ts'
import type { OwnProperty, TargetBehind } from './suggestions.ts'

/** A `Prefetch`, for the compiler: its path, and the property that takes objects of type `R` if it names one. */
export interface PrefetchType<out Path extends string = string, out Attr extends string = string, out R = unknown> {
  readonly path: Path
  readonly toAttr: Attr | undefined
  /** Rows of the QuerySet, `unknown` without one. */
  readonly rows?: readonly R[]
}

/** What editors offer for `prefetchRelated`: properties that hold related objects, and theirs. */
export type PrefetchSuggestion<M> = Accessor<M> | OverAccessors<M> | (string & {}) | PrefetchType | null

/** Properties of a model that hold related objects, one or many. */
type Accessor<M> = ForeignKeys<FieldsOf<M>> | ManyToManys<FieldsOf<M>> | ReverseAccessor<M>

type ReverseAccessor<M> = {
  [K in OwnProperty<M>]: [ModelAt<M, K & string>] extends [never] ? never : K & string
}[OwnProperty<M>]

type OverAccessors<M> = { [K in Accessor<M>]: `${K}__${Accessor<ModelAt<M, K>>}` }[Accessor<M>]

type ModelAt<M, K extends string> = K extends keyof FieldsOf<M>
  ? TargetBehind<M, K>
  : K extends keyof M
    ? ModelBehind<M[K]>
    : never

/** The arguments of one call; a later path may start with the `toAttr` of an earlier one, which is left to run time. */
export type PrefetchArguments<M, K extends readonly unknown[]> = {
  [I in keyof K]: K[I] extends string
    ? [Extract<K[number], PrefetchType>] extends [never]
      ? AccessorPath<M, K[I], K[I]>
      : K[I]
    : K[I] extends PrefetchType<infer Path>
      ? AccessorPath<M, Path, Path> extends Refused<infer Reason>
        ? Refused<Reason>
        : K[I]
      : K[I]
}

type AccessorPath<M, P extends string, Whole> = string extends P
  ? Whole
  : P extends `${infer Head}__${infer Rest}`
    ? [ModelAt<M, Head>] extends [never]
      ? NoRelated<M, Head>
      : AccessorPath<ModelAt<M, Head>, Rest, Whole>
    : [ModelAt<M, P>] extends [never]
      ? NoRelated<M, P>
      : Whole

/** A conditional type, so that messages show the sentence and not its name. */
type NoRelated<M, Name extends string> = M extends unknown
  ? Refused<`${NameOf<M>} has no related objects '${Name}'`>
  : never

/** What `toAttr` adds to the rows: lists, one object where the relation leads to one. Longer paths add to other rows. */
export type PrefetchedInto<M, K extends readonly unknown[]> = Attributes<M, Extract<K[number], PrefetchType>>

type Attributes<M, P extends PrefetchType> = {
  [X in P as X extends PrefetchType<`${string}__${string}`> ? never : AttributeOf<X>]: AttributeValue<M, X>
}

type AttributeOf<X> = X extends PrefetchType<string, infer Attr> ? (string extends Attr ? never : Attr) : never

type AttributeValue<M, X> =
  X extends PrefetchType<infer Path, string, infer R>
    ? Path extends ForeignKeys<FieldsOf<M>>
      ? RowsOr<R, ModelAt<M, Path>> | null
      : RowsOr<R, ModelAt<M, Path>>[]
    : never

type RowsOr<R, Model> = unknown extends R ? Model : R
