import type { LAZY, RELATED } from './brands.ts'
import type { RelatedManager } from './related-manager.ts'

/**
 * Related objects. `post.author` has the type `User | Lazy<User>`: it takes a `User`, awaiting it gives a `User`,
 * and nothing can be read from it before that. `selectRelated('author')` leaves `User`.
 */

/** A related object that may still have to be fetched: `(await post.author).name`. */
export interface Lazy<M> extends PromiseLike<M> {
  readonly [LAZY]: true
  readonly [RELATED]: M
}

/** Many related objects: `declare readonly posts: Related<Post>`, and what a many-to-many field gives. */
export interface Related<M> extends RelatedManager<M> {
  readonly [RELATED]: M
}

/** The reverse side of a one-to-one: `declare readonly content: RelatedOne<Content>`. */
export type RelatedOne<M> = M | Lazy<M>

/** The model behind a property that was declared as {@link Related} or {@link RelatedOne}, else `never`. */
export type RelatedModel<Property> = Property extends { readonly [RELATED]: infer M } ? M : never

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
