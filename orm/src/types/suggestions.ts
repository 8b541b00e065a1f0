import type { Model } from '../model.ts'
import type { FAMILY, LAZY } from './brands.ts'
import type { LookupFamily } from './fields.ts'
import type { LookupTable, RelationLookups, TransformTable } from './lookups.ts'
import type { ModelNamed, QueryNameOf, RelatedModel } from './relations.ts'
import type { FieldsOf, ForeignKeys, Instance, ManyToManys, PrimaryName, Scalars, TargetOf } from './rows.ts'

/**
 * Names that editors offer: fields with their lookups, and the same over one relation. Longer paths are checked like
 * any other, they are just not offered.
 */

/** Conditions of a model as optional properties; what they want is said by the check of the key itself. */
export type SuggestedConditions<M, A> = { [P in ConditionKey<M> | (keyof A & string)]?: unknown }

/** Keys of conditions within one relation. */
type ConditionKey<M> = OwnCondition<M> | RelationName<M> | OverRelations<M>

/** Names of values within one relation. */
export type PathKey<M> = OwnPath<M> | RelationName<M> | OverRelationsPath<M>

/** Names that lead to related objects, both ways. */
type RelationName<M> = ForeignKeys<FieldsOf<M>> | ManyToManys<FieldsOf<M>> | ReverseName<M>

/** Names of the fields themselves. */
type OwnPath<M> = Scalars<FieldsOf<M>> | `${ForeignKeys<FieldsOf<M>>}Id` | 'pk'

type OwnCondition<M> =
  | OwnPath<M>
  | KeyCondition<FieldsOf<M>>
  | ScalarCondition<FieldsOf<M>>
  | `${RelationName<M>}__${keyof RelationLookups<1, 1>}`

type ScalarCondition<S> = {
  [K in Scalars<S>]: S[K] extends { readonly [FAMILY]: infer Family extends LookupFamily }
    ? `${K}__${Endings<Family>}`
    : never
}[Scalars<S>]

type KeyCondition<S> = S[PrimaryName<S>] extends { readonly [FAMILY]: infer Family extends LookupFamily }
  ? `pk__${Endings<Family>}`
  : never

type Endings<Family extends LookupFamily> = (keyof LookupTable<1>[Family] | keyof TransformTable[Family]) & string

type OverRelations<M> = {
  [K in RelationName<M>]: `${K}__${OwnPath<TargetBehind<M, K>> | ScalarCondition<FieldsOf<TargetBehind<M, K>>>}`
}[RelationName<M>]

type OverRelationsPath<M> = { [K in RelationName<M>]: `${K}__${OwnPath<TargetBehind<M, K>>}` }[RelationName<M>]

/** The model at the other end of a relation in either direction. */
export type TargetBehind<M, K extends string> = K extends keyof FieldsOf<M>
  ? TargetOf<FieldsOf<M>[K], M>
  : K extends keyof M
    ? RelatedModel<M[K]>
    : `${K}Set` extends keyof M
      ? RelatedModel<M[`${K}Set`]>
      : ModelNamed<M, K>

/** Reverse sides that the class declares; `postSet` is `post` in lookups. */
type ReverseName<M> = {
  [K in OwnProperty<M>]: [RelatedModel<M[K]>] extends [never]
    ? QueryNameOf<M[K]>
    : K extends `${infer Model}Set`
      ? Model
      : K & string
}[OwnProperty<M>]

/** What the class declares beside its fields. */
export type OwnProperty<M> = Exclude<keyof M, keyof FieldsOf<M> | keyof Instance<string, object> | keyof Model>

/** Foreign keys and one-to-ones, both ways: what `selectRelated` can join. */
export type SingleRelation<M> = ForeignKeys<FieldsOf<M>> | ReverseOneName<M>

type ReverseOneName<M> = {
  [K in OwnProperty<M>]: [Extract<M[K], { readonly [LAZY]: true }>] extends [never]
    ? never
    : [QueryNameOf<M[K]>] extends [never]
      ? K & string
      : QueryNameOf<M[K]>
}[OwnProperty<M>]
