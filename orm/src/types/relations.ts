import type { LAZY, QUERY_NAME, RELATED } from './brands.ts'
import type { OwnRelatedManager, RelatedManager } from './related-manager.ts'

/**
 * Related objects. `post.author` has the type `User | Lazy<User>`: it takes a `User`, awaiting it gives a `User`,
 * and nothing can be read from it before that. `selectRelated('author')` leaves `User`.
 */

/** A related object that may still have to be fetched: `(await post.author).name`. */
export interface Lazy<M> extends PromiseLike<M> {
  readonly [LAZY]: true
  readonly [RELATED]: M
}

/**
 * Many related objects: `declare readonly posts: Related<Post>`, and what a many-to-many field gives. Where QuerySets of
 * the model have methods of their own their class comes second, as in its manager: `Related<Post, PostQuerySet>`. With
 * a `relatedQueryName` the name in lookups comes third: `Related<Post, never, 'article'>`.
 */
export type Related<M, Q = never, QueryName extends string = never> = [QueryName] extends [never]
  ? RelatedMany<M, Q>
  : RelatedMany<M, Q> & Named<QueryName>

type RelatedMany<M, Q> = [Q] extends [never] ? PlainRelated<M> : OwnRelatedManager<M, Q> & Behind<M>

interface PlainRelated<M> extends RelatedManager<M>, Behind<M> {}

interface Behind<M> {
  readonly [RELATED]: M
}

/** The reverse side of a one-to-one: `declare readonly content: RelatedOne<Content>`, its name in lookups as above. */
export type RelatedOne<M, QueryName extends string = never> =
  | M
  | ([QueryName] extends [never] ? Lazy<M> : Lazy<M> & Named<QueryName>)

interface Named<QueryName extends string> {
  readonly [QUERY_NAME]: QueryName
}

/** The model behind a property that was declared as {@link Related} or {@link RelatedOne} and gives its name to lookups. */
export type RelatedModel<Property> = Property extends { readonly [RELATED]: infer M; readonly [QUERY_NAME]?: never }
  ? M
  : never

/** The name in lookups that a property was declared with, else `never`. */
export type QueryNameOf<Property> = Property extends Named<infer QueryName> ? QueryName : never

/** The model behind the property that was declared with this name in lookups, else `never`. */
export type ModelNamed<M, QueryName extends string> = {
  [K in keyof M]-?: QueryName extends QueryNameOf<M[K]> ? ModelBehind<M[K]> : never
}[keyof M]
/** The model behind a property that holds related objects, whatever its name in lookups, else `never`. */
export type ModelBehind<Property> = Property extends { readonly [RELATED]: infer M } ? M : never

/** A row whose related objects `K` are loaded; paths over several relations load each of them. */
export type Loaded<M, K extends string> = [K] extends [never] ? M : M & LoadedProperties<M, K>

type LoadedProperties<M, K extends string> = {
  readonly [Head in HeadOf<K> & keyof M]:
    | Loaded<LoadedValue<M[Head]>, TailOf<K, Head & string>>
    | Extract<M[Head], null>
}
type LoadedValue<Property> = Exclude<Property, { readonly [LAZY]: true } | null>
type HeadOf<K extends string> = K extends `${infer Head}__${string}` ? Head : K
type TailOf<K extends string, Head extends string> = K extends `${Head}__${infer Tail}` ? Tail : never
