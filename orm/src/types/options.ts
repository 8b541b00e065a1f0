import type { CheckConstraint, IndexOptions, UniqueConstraint } from '../constraints.ts'
import type { ModelOptions } from '../meta.ts'
import type { ExpressionType } from './expressions.ts'
import type { ForeignKeys } from './rows.ts'

/** Options of a model with the names of its fields `S`; what follows a relation is left to run time. */
export interface ModelOptionsOf<S> extends Omit<ModelOptions, NamingOption> {
  /** Default order of QuerySets: field names, `-` for descending, or expressions. */
  readonly ordering?: readonly (OrderName<S> | ExpressionType)[]
  /** Fields whose values no two rows have in common. */
  readonly uniqueTogether?: readonly (readonly FieldName<S>[])[]
  /** Field that `latest` and `earliest` use when they are given none. */
  readonly getLatestBy?: OrderName<S> | readonly OrderName<S>[]
  readonly indexes?: readonly IndexOf<IndexOptions, Signed<FieldName<S>>>[]
  readonly constraints?: readonly (IndexOf<UniqueConstraint, FieldName<S>> | CheckConstraint)[]
}

type NamingOption = 'ordering' | 'uniqueTogether' | 'getLatestBy' | 'indexes' | 'constraints'

/** A field, the column of a foreign key, or the primary key, which is `id` where none was declared. */
type FieldName<S> = (keyof S & string) | `${ForeignKeys<S>}Id` | 'pk' | 'id'

type OrderName<S> = Signed<FieldName<S> | `${keyof S & string}__${string}`> | '?'
type Signed<Name extends string> = Name | `-${Name}`

type IndexOf<Options, Name> = Omit<Options, 'fields'> & { readonly fields: readonly Name[] }
