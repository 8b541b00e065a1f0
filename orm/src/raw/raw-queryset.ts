import { currentDatabase } from '../current-database.ts'
import type { Database } from '../database.ts'
import { hydrate } from '../hydrate.ts'
import type { Model, ModelClass } from '../model.ts'
import type { PrefetchInput } from '../prefetch.ts'
import { prefetch } from '../queryset/evaluation.ts'
import type { Field as DeclaredField } from '../types/fields.ts'
import type { ColumnKey } from '../types/rows.ts'
import { planned, type RawMapping } from './raw-plan.ts'
import type { SqlText } from './sql-text.ts'

/** What a raw query selects beside the columns of the model, and under which names. */
export interface RawOptions<M, E> {
  /** Names of columns to names of fields: `{ author_name: 'name' }`. */
  readonly translations?: Readonly<Record<string, ColumnKey<M>>>
  /** Types of the columns that are no field: `{ posts: integer() }`. What is not named stays as the driver gives it. */
  readonly annotations?: E
}

/** Fields that stand for the types of columns. */
export type RawTypes = Readonly<Record<string, DeclaredField>>

/** Values of the columns that a raw query selects besides. */
export type RawValues<E> = { readonly [K in keyof E]: E[K] extends DeclaredField<infer V> ? V : never }

interface RawTraits extends RawMapping {
  readonly db: Database | undefined
  readonly prefetches: readonly PrefetchInput[]
}

/**
 * Instances out of a statement that somebody wrote: lazy, read at most once, as a QuerySet. Fields whose columns the
 * statement leaves out are deferred, other columns become properties.
 */
export class RawQuerySet<R> implements PromiseLike<R[]>, AsyncIterable<R> {
  readonly model: ModelClass
  readonly query: SqlText
  readonly #traits: RawTraits
  #pending: Promise<readonly R[]> | undefined

  constructor(model: ModelClass, query: SqlText, traits: RawTraits) {
    this.model = model
    this.query = query
    this.#traits = traits
  }

  /** The database that will be asked. */
  get db(): Database {
    return this.#traits.db ?? currentDatabase()
  }

  // biome-ignore lint/suspicious/noThenProperty: awaiting it reads it, as a QuerySet
  then<T = R[], E = never>(
    onfulfilled?: ((rows: R[]) => T | PromiseLike<T>) | null,
    onrejected?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<T | E> {
    // A copy, so that what the caller does to the list stays out of the cache.
    const copied = this.#fetch().then(rows => [...rows])
    return copied.then(onfulfilled, onrejected)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<R, void, undefined> {
    yield* await this.#fetch()
  }

  /** Ask this database. */
  using(db: Database): RawQuerySet<R> {
    return new RawQuerySet(this.model, this.query, { ...this.#traits, db })
  }

  /** Load related objects with one more query per relation, after the rows. */
  prefetchRelated(...lookups: readonly PrefetchInput[]): RawQuerySet<R> {
    const prefetches = [...this.#traits.prefetches, ...lookups]
    return new RawQuerySet(this.model, this.query, { ...this.#traits, prefetches })
  }

  /** The SQL with the places of its parameters. */
  toString(): string {
    return this.query.statement(this.db.backend.operations).sql
  }

  /** Read the rows, once; what failed is tried again. */
  #fetch(): Promise<readonly R[]> {
    this.#pending ??= this.#read().catch((error: unknown) => {
      this.#pending = undefined
      throw error
    })
    return this.#pending
  }

  async #read(): Promise<readonly R[]> {
    const { db, model } = this
    const found = await db.queryNamed(this.query)
    const { plan, rows } = planned(model.meta, found, this.#traits, db.backend)
    const instances = hydrate(plan, rows, 'instance', db) as Model[] // the format says so
    const { prefetches } = this.#traits
    if (prefetches.length > 0 && instances.length > 0) await prefetch(instances, prefetches, db)
    return instances as readonly unknown[] as readonly R[] // R is the model with what the options declare
  }
}
