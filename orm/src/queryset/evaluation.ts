import type { MaybePromise } from '../backends/backend.ts'
import { currentDatabase } from '../current-database.ts'
import type { Database } from '../database.ts'
import { hydrate, type RowFormat } from '../hydrate.ts'
import { whenThere } from '../maybe-promise.ts'
import type { Model, ModelClass } from '../model.ts'
import type { PrefetchInput } from '../prefetch.ts'
import { type Bound, Shape } from '../sql/shape.ts'
// biome-ignore lint/correctness/noUnusedImports: names a computed key of a type
import type { ROWS } from '../types/brands.ts'
import type { RowSource } from '../types/expressions.ts'
import { fetchRows } from './execution.ts'

/** Everything about a QuerySet but its query. */
export interface Traits {
  readonly model: ModelClass
  /** The database that was chosen with `using`; otherwise the current one at evaluation. */
  readonly db?: Database | undefined
  readonly format: RowFormat
  readonly prefetches: readonly PrefetchInput[]
  /** Called with instances that were just read, before anybody sees them; a related manager ties them to its object. */
  readonly adopt?: ((rows: readonly Model[]) => void) | undefined
}

/** The traits of `model.objects.all()`. */
export function plainTraits(model: ModelClass): Traits {
  return { model, format: 'instance', prefetches: [] }
}

/**
 * What reading a QuerySet means: one query at the first need, the rows kept for every later one.
 * `R` is the type of a row.
 */
export abstract class Evaluation<R> implements Bound, RowSource<R>, PromiseLike<R[]>, AsyncIterable<R> {
  declare readonly [ROWS]: R
  readonly shape: Shape
  readonly args: readonly unknown[]
  protected readonly traits: Traits
  #rows: readonly R[] | undefined
  #pending: Promise<readonly R[]> | undefined

  constructor(bound: Bound, traits: Traits, rows?: readonly R[]) {
    this.shape = bound.shape
    this.args = bound.args
    this.traits = traits
    this.#rows = rows
  }

  /** The class of the model that is queried. */
  get model(): ModelClass {
    return this.traits.model
  }

  /** What a row is: an instance, an object, a list or a single value. */
  get rowFormat(): RowFormat {
    return this.traits.format
  }

  /** The database that will be asked. */
  get db(): Database {
    return this.traits.db ?? currentDatabase()
  }

  /** Whether the rows have a defined order, by `orderBy` or by the model's default. */
  get ordered(): boolean {
    const { query } = this.shape
    if (query.isEmpty || query.orderBy.length > 0) return true
    return query.defaultOrdering && query.meta.ordering.length > 0 && query.groupBy === null
  }

  // biome-ignore lint/suspicious/noThenProperty: awaiting a QuerySet reads it
  then<T = R[], E = never>(
    onfulfilled?: ((rows: R[]) => T | PromiseLike<T>) | null,
    onrejected?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<T | E> {
    return this.fetch().then(rows => {
      // A copy, so that what the caller does to the list stays out of the cache.
      const copy = [...rows]
      return onfulfilled ? onfulfilled(copy) : (copy as T) // without a callback the rows are the result
    }, onrejected)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<R, void, undefined> {
    yield* await this.fetch()
  }

  /** The SQL of this QuerySet with the places of its parameters. */
  toString(): string {
    return this.shape.compiled(this.db.backend).sql
  }

  /** Describe the first rows, for people: reads at most 21 of them and does not fill the cache. */
  async inspect(): Promise<string> {
    const rows = this.#rows?.slice(0, 21) ?? (await this.limited(21).fetch())
    const shown = rows.slice(0, 20).map(String)
    if (rows.length > 20) shown.push('...(remaining elements truncated)...')
    return `<QuerySet [${shown.join(', ')}]>`
  }

  /** The same QuerySet cut to its first rows. */
  protected abstract limited(count: number): Evaluation<R>

  /** @internal The same QuerySet with rows that were read elsewhere: it will not ask the database. */
  filledWith(rows: readonly R[]): this {
    return this.derive(this, {}, rows)
  }

  /** The rows if they were read already, without reading them now. */
  get loadedRows(): readonly R[] | undefined {
    return this.#rows
  }

  /** Forget the rows: a write made them stale. */
  protected dropCache(): void {
    this.#rows = undefined
    this.#pending = undefined
  }

  /** A QuerySet of the same class for another query. */
  protected derive(bound: Bound, changes?: Partial<Traits>, rows?: readonly unknown[]): this {
    const QuerySetClass = this.constructor as new (bound: Bound, traits: Traits, rows?: readonly unknown[]) => this
    return new QuerySetClass(bound, changes ? { ...this.traits, ...changes } : this.traits, rows)
  }

  /** Read the rows, once. Calls that come while the query is under way wait for the same answer. */
  protected async fetch(): Promise<readonly R[]> {
    if (this.#rows) return this.#rows
    const read = this.#pending ?? this.read(this)
    if (!(read instanceof Promise)) return this.#keep(read)
    this.#pending = read
    try {
      return this.#keep(await read)
    } finally {
      this.#pending = undefined
    }
  }

  #keep(rows: readonly R[]): readonly R[] {
    this.#rows = rows
    return rows
  }

  /** Read the rows of a query in the format of this QuerySet, without touching the cache. */
  protected read(bound: Bound): MaybePromise<readonly R[]> {
    const { db } = this
    return whenThere(fetchRows(db, bound), ({ compiled, rows }) =>
      this.finish(hydrate(compiled.rows, rows, this.traits.format, db), db),
    )
  }

  /** What happens to rows between the driver and the caller. */
  protected finish(rows: readonly unknown[], db: Database): MaybePromise<readonly R[]> {
    const finished = rows as readonly R[] // hydrate makes what the format stands for, which R describes
    const { format, prefetches, adopt } = this.traits
    if (format !== 'instance' || rows.length === 0) return finished
    const instances = rows as readonly Model[] // the format says so
    adopt?.(instances)
    return prefetches.length > 0 ? prefetch(instances, prefetches, db).then(() => finished) : finished
  }
}

/** The query of all rows of a model. */
export function allRows(model: ModelClass): Bound {
  return { shape: Shape.root(model.meta), args: [] }
}

/** Prefetching needs finished QuerySet classes, which are built upon this module: it is loaded when first used. */
export async function prefetch(
  instances: readonly Model[],
  prefetches: readonly PrefetchInput[],
  db: Database,
): Promise<void> {
  const { prefetchRelatedObjects } = await import('../prefetch.ts')
  await prefetchRelatedObjects(instances, prefetches, db)
}
