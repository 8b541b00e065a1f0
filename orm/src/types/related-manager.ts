import type { Manager, PlainManager } from '../manager.ts'
import type { ObjectOf, PrimaryKey, RelatedCreateInput } from './rows.ts'

/** How `add` and `remove` work over a foreign key, and what `add` writes into a join table. */
interface RelatedOptions {
  /** `false` saves each object by itself, with signals and validation. */
  readonly bulk?: boolean
  /** Values for the rows of a join table that has fields of its own. */
  readonly throughDefaults?: Readonly<Record<string, unknown>>
}

/** How `set` replaces what is there. */
interface RelatedSetOptions extends RelatedOptions {
  /** `true` removes all before it adds, instead of changing what differs. */
  readonly clear?: boolean
}

/**
 * The manager of the objects that are related to one object: `user.posts`, `post.tags`. Every method of the model's
 * QuerySets, restricted to them, and the methods that relate objects and end that.
 */
export interface RelatedManager<M> extends Omit<PlainManager<M>, 'create'>, RelatedMethods<M> {}

/** As {@link RelatedManager}, of a model whose QuerySets have methods of their own. */
export type OwnRelatedManager<M, Q> = Omit<Manager<M, Q>, 'create'> & RelatedMethods<M>

/** Keys stand for objects over a many-to-many relation; over a foreign key only objects do. */
interface RelatedMethods<M> {
  /** Make an object that is related to this one, and save it. */
  create(values?: RelatedCreateInput<M>): Promise<M>
  /** Relate objects; those that are related already stay. */
  add(...objects: readonly (ObjectOf<M> | PrimaryKey<M>)[]): Promise<void>
  add(...args: readonly [...objects: readonly (ObjectOf<M> | PrimaryKey<M>)[], options: RelatedOptions]): Promise<void>
  /** Make the related objects be these. */
  set(objects: Iterable<ObjectOf<M> | PrimaryKey<M>>, options?: RelatedSetOptions): Promise<void>
  /** End the relation to objects; there only where the foreign key may be null, and over many-to-many. */
  remove(...objects: readonly (ObjectOf<M> | PrimaryKey<M>)[]): Promise<void>
  remove(
    ...args: readonly [...objects: readonly (ObjectOf<M> | PrimaryKey<M>)[], options: RelatedOptions]
  ): Promise<void>
  /** End the relation to all; there where `remove` is. */
  clear(options?: RelatedOptions): Promise<void>
}
