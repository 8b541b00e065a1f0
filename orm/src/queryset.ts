import { type DeletionCounts, deleteQuerySet } from './deletion.ts'
import { UsageError, ValidationError, ValueError } from './errors.ts'
import { Model } from './model.ts'
import { type BulkCreateOptions, bulkCreate } from './queryset/bulk-create.ts'
import { bulkUpdate } from './queryset/bulk-update.ts'
import { Evaluation } from './queryset/evaluation.ts'
import { executeWrite } from './queryset/execution.ts'
import { getOrCreate, updateOrCreate } from './queryset/or-create.ts'
import { Reading } from './queryset/reading.ts'
import { saveInstance } from './save.ts'
import * as steps from './sql/steps.ts'
import type { CheckedChanges, Condition, Suggested } from './types/conditions.ts'
import type { Queried } from './types/queried.ts'
import type { ColumnKey, CreateInput, ObjectOf, UpdateInput } from './types/rows.ts'
import { checkedValue, type Problems } from './validation.ts'

/** A QuerySet whose model is known at run time only. */
// biome-ignore lint/suspicious/noExplicitAny: any model, any row: what an `unknown` here would refuse
export type AnyQuerySet = QuerySet<any, any, any, any>

type Values = Readonly<Record<string, unknown>>

/** Values for the row that `getOrCreate` makes; functions are called when they are needed. */
export type Defaults<M> = { readonly [K in keyof CreateInput<M>]?: CreateInput<M>[K] | (() => CreateInput<M>[K]) }

/**
 * A query for rows of a model: lazy, immutable, read at most once. Nothing is sent before it is awaited, iterated or asked
 * for a result; then the rows stay. `M` is the model, `R` what a row is, `A` the annotations.
 *
 * Extend it for methods of your own: `class PostQuerySet extends QuerySet<Post> { published() { … } }`.
 */
export class QuerySet<M, R = M, A = unknown, Own = unknown> extends Reading<M, R, A, Own> {
  /**
   * Make an object and save it as a new row.
   * @throws ValidationError before anything is sent, IntegrityError when a constraint refuses the row.
   */
  create<M>(this: Queried<M>, values: CreateInput<M>): Promise<M>
  async create(values: Values): Promise<unknown> {
    this.refuseCombined('create')
    const instance = new this.model(values)
    const saved = saveInstance(instance, { using: this.db, forceInsert: true })
    if (saved instanceof Promise) await saved
    this.traits.adopt?.([instance])
    return instance
  }

  /**
   * Get the row that matches, or create it with the defaults; the second value says whether it was created.
   * Keys with `__` are conditions only. Safe when others create the same row at the same time.
   * @throws MultipleObjectsReturned of the model, and what `create` throws.
   */
  getOrCreate<M, A, R, const F extends Suggested<M, A>>(
    this: Queried<M, A, R>,
    where: Condition<M, F, A>,
    defaults?: Defaults<M>,
  ): Promise<[row: R, created: boolean]>
  getOrCreate(where: Values, defaults: Values = {}): Promise<unknown> {
    return getOrCreate(this, where, defaults)
  }

  /**
   * Update the row that matches with the defaults, or create it with them (or with `createDefaults`); the second value says
   * whether it was created. The row is locked meanwhile. @throws as `getOrCreate`.
   */
  updateOrCreate<M, A, R, const F extends Suggested<M, A>>(
    this: Queried<M, A, R>,
    where: Condition<M, F, A>,
    defaults?: Defaults<M>,
    createDefaults?: Defaults<M>,
  ): Promise<[row: R, created: boolean]>
  updateOrCreate(where: Values, defaults: Values = {}, createDefaults: Values = defaults): Promise<unknown> {
    return updateOrCreate(this, where, defaults, createDefaults)
  }

  /**
   * Insert many objects with few statements, all or nothing; answers the objects, with their keys where the database tells
   * them. Neither `save` nor its signals run.
   */
  async bulkCreate(objects: Iterable<M>, options: BulkCreateOptions = {}): Promise<M[]> {
    const list = [...objects] as unknown as Model[]
    await bulkCreate(this.model, list, this.db, options)
    return list as unknown as M[]
  }

  /** Write the named fields of many objects with few statements; answers how many rows matched. */
  bulkUpdate<M>(
    this: Queried<M>,
    objects: Iterable<ObjectOf<M>>,
    fields: readonly ColumnKey<M>[],
    options?: { readonly batchSize?: number },
  ): Promise<number>
  async bulkUpdate(
    objects: Iterable<Model>,
    fields: readonly string[],
    options: { readonly batchSize?: number } = {},
  ): Promise<number> {
    const matched = await bulkUpdate(this, [...objects], fields, options.batchSize)
    this.dropCache()
    return matched
  }

  /**
   * Write values or expressions into all rows with one statement; answers how many rows matched. Literal values are checked,
   * signals are not sent. @throws ValidationError, IntegrityError, and UsageError after a slice.
   */
  update<M, A, const U extends UpdateInput<M> | object>(
    this: Queried<M, A>,
    changes: CheckedChanges<M, A, U>,
  ): Promise<number>
  async update(changes: Values): Promise<number> {
    this.refuseCombined('update')
    const { query } = this.shape
    if (query.isSliced) throw new UsageError('Cannot update a query once a slice has been taken.')
    if (this.isDistinctOn) throw new UsageError('Cannot call update() after distinct(fields).')
    const { db } = this
    refuseUndefined(changes)
    if (db.validate) this.#check(changes)
    this.dropCache()
    return executeWrite(db, steps.update(this, changes))
  }

  /**
   * Delete the rows and what depends on them; answers how many rows went, in all and by model name: `[3, { Post: 3 }]`.
   * @throws ProtectedError, RestrictedError, and UsageError after a slice, `distinct`, `values`.
   */
  async delete(): Promise<DeletionCounts> {
    this.refuseCombined('delete')
    const { query } = this.shape
    if (query.isSliced) throw new UsageError("Cannot use 'limit' or 'offset' with delete().")
    if (query.distinct) throw new UsageError('Cannot call delete() after distinct().')
    if (this.rowFormat !== 'instance') throw new UsageError('Cannot call delete() after values() or valuesList().')
    const counts = await deleteQuerySet(this as unknown as QuerySet<Model>, this.db)
    this.dropCache()
    return counts
  }

  /** Run the validators of literal values; what the database computes is left to it. */
  #check(changes: Values): void {
    let found: Problems
    for (const name of Object.keys(changes)) {
      const value = changes[name]
      const field = this.model.meta.find(name)
      if (field && !(value instanceof Evaluation || value instanceof Model)) found = checkedValue(found, field, value)
    }
    if (found) throw new ValidationError(found)
  }
}

function refuseUndefined(changes: Values): void {
  for (const name of Object.keys(changes)) {
    if (changes[name] === undefined) throw new ValueError(`'${name}' is undefined; use null for no value.`)
  }
}
