import type { ExplainOptions, MaybePromise } from '../backends/backend.ts'
import { IndexError, UsageError, ValueError } from '../errors.ts'
import type { Field } from '../fields/field.ts'
import { hydrate } from '../hydrate.ts'
import { getValue, InstanceBase, metaOf } from '../instance.ts'
import { whenThere } from '../maybe-promise.ts'
import { type RawOptions, RawQuerySet, type RawTypes, type RawValues } from '../raw/raw-queryset.ts'
import { SqlText } from '../raw/sql-text.ts'
import { bindSlots } from '../sql/compiled.ts'
import { type Bound, ShapeWriter } from '../sql/shape.ts'
import * as steps from '../sql/steps.ts'
import type { Condition, Conditions, Suggested } from '../types/conditions.ts'
import type { OrderKeys, OrderSuggestion } from '../types/order.ts'
import type { Queried } from '../types/queried.ts'
import type { ObjectOf, PrimaryKey, Row } from '../types/rows.ts'
import type { Annotations, AnnotationValues, CheckedAnnotations } from '../types/values.ts'
import { fetchRows, namedRow, refuseUnheldLock } from './execution.ts'
import { Refinement } from './refinement.ts'

/** `get` reads one row more than it names in its message, enough to know that it was wrong. */
const MAX_GET_RESULTS = 21

/** Rows that `iterator` takes from the database at once. */
const CHUNK_ROWS = 2000

/** The methods that ask the database and change nothing. */
export abstract class Reading<M, R, A, Own> extends Refinement<M, R, A, Own> {
  /**
   * Read the one row for which the conditions hold.
   * @throws DoesNotExist, MultipleObjectsReturned of the model; at most 21 rows are read to tell.
   */
  get<R>(this: Queried<unknown, unknown, R>): Promise<R>
  get<M, A, R, const F extends Suggested<M, A>>(this: Queried<M, A, R>, condition: Condition<M, F, A>): Promise<R>
  get<M, A, R, const T extends readonly [Suggested<M, A>, Suggested<M, A>, ...Suggested<M, A>[]]>(
    this: Queried<M, A, R>,
    ...conditions: Conditions<M, T, A>
  ): Promise<R>
  async get(...conditions: readonly unknown[]): Promise<unknown> {
    const given = conditions as readonly steps.ConditionInput[]
    if (given.length > 0) this.shape.query.refuseAfterCombinator('get')
    const read = this.read(single(given.length > 0 ? steps.filter(this, given) : this))
    const rows = read instanceof Promise ? await read : read
    if (rows.length === 1) return rows[0]
    const { name } = this.model.meta
    if (rows.length === 0) throw new this.model.DoesNotExist(`${name} matching query does not exist.`)
    const found = rows.length < MAX_GET_RESULTS ? rows.length : `more than ${MAX_GET_RESULTS - 1}`
    throw new this.model.MultipleObjectsReturned(`get() returned more than one ${name} -- it returned ${found}!`)
  }

  /** Read the first row, by primary key when there is no order; null when there is none. */
  async first(): Promise<R | null> {
    return this.firstOf(this.hasOrderOrNone ? this : this.orderedBy('first', 'pk'))
  }

  /** Read the last row, by primary key when there is no order; null when there is none. */
  async last(): Promise<R | null> {
    return this.firstOf(this.hasOrderOrNone ? steps.reverse(this) : this.orderedBy('last', '-pk'))
  }

  /** Read the row with the smallest values of these fields, or of the model's `getLatestBy`. @throws DoesNotExist of the model. */
  earliest<M, A, R, const K extends readonly OrderSuggestion<M, A>[]>(
    this: Queried<M, A, R>,
    ...fields: OrderKeys<M, K, A>
  ): Promise<R>
  async earliest(...fields: readonly unknown[]): Promise<unknown> {
    return this.extreme('earliest', fields).one()
  }

  /** Read the row with the largest values of these fields, or of the model's `getLatestBy`. @throws DoesNotExist of the model. */
  latest<M, A, R, const K extends readonly OrderSuggestion<M, A>[]>(
    this: Queried<M, A, R>,
    ...fields: OrderKeys<M, K, A>
  ): Promise<R>
  async latest(...fields: readonly unknown[]): Promise<unknown> {
    if (this.shape.query.isSliced) throw new UsageError('Cannot reverse a query once a slice has been taken.')
    return this.extreme('latest', fields).reverse().one()
  }

  /**
   * Read one row by its position from 0; from the cache when the QuerySet was read, otherwise a query each time.
   * @throws IndexError when there is none, ValueError for a negative position.
   */
  async at(index: number): Promise<R> {
    requirePosition(index)
    const rows = this.loadedRows ?? (await this.slice(index, index + 1).fetch())
    const row = rows[this.loadedRows ? index : 0]
    if (row === undefined) throw new IndexError(`QuerySet index ${index} is out of range.`)
    return row
  }

  /**
   * Take rows `start` to `stop` (exclusive; left out = open), still lazily; slices of slices compose. A QuerySet that was
   * read gives one that is read, too. With a `step` every step-th row is read at once, into a list.
   */
  slice(start?: number, stop?: number): this
  slice(start: number | undefined, stop: number | undefined, step: number): Promise<R[]>
  slice(start = 0, stop?: number, step?: number): this | Promise<R[]> {
    requirePosition(start)
    if (stop !== undefined) requirePosition(stop)
    if (step !== undefined) return this.stepped(start, stop, step)
    const bound = steps.slice(this, start, stop ?? null)
    return this.derive(bound, {}, this.loadedRows?.slice(start, stop))
  }

  /** How many rows there are; from the cache when the QuerySet was read. */
  async count(): Promise<number> {
    if (this.loadedRows) return this.loadedRows.length
    const fetched = await fetchRows(this.db, steps.count(this))
    return Number(fetched.rows[0]?.[0] ?? 0)
  }

  /** Whether there is any row; from the cache when the QuerySet was read. */
  async exists(): Promise<boolean> {
    if (this.loadedRows) return this.loadedRows.length > 0
    const fetched = await fetchRows(this.db, steps.exists(this))
    return fetched.rows.length > 0
  }

  /** Whether an object is among the rows. @throws ValueError for an object that was not saved. */
  contains<M>(this: Queried<M>, object: ObjectOf<M>): Promise<boolean>
  async contains(object: unknown): Promise<boolean> {
    this.refuseCombined('contains')
    this.refuseValues('contains')
    if (!(object instanceof InstanceBase)) throw new UsageError("'object' must be a model instance.")
    const { meta } = this.model
    if (metaOf(object) !== meta) return false
    const key = getValue(object, meta.pk.attname)
    if (key == null) throw new ValueError('QuerySet.contains() cannot be used on unsaved objects.')
    if (this.loadedRows) return this.loadedRows.some(row => object.equals(row))
    return this.derive(steps.filter(this, [{ pk: key }])).exists()
  }

  /** Compute values over all rows: `aggregate({ n: Count('id'), top: Max('score') })`. Over no rows they are null, counts 0. */
  aggregate<M, A, const E extends Annotations>(
    this: Queried<M, A>,
    expressions: CheckedAnnotations<M, E, A>,
  ): Promise<AnnotationValues<M, E, A>>
  async aggregate(expressions: object): Promise<unknown> {
    const named = expressions as steps.ExpressionInputs
    const names = Object.keys(named)
    if (names.length === 0) return {}
    return namedRow(await fetchRows(this.db, steps.aggregate(this, named)), names)
  }

  /** Read rows by their primary keys, or by another unique field, into a map; without keys all rows. */
  inBulk<M, R>(this: Queried<M, unknown, R>, keys?: Iterable<PrimaryKey<M>>): Promise<Map<PrimaryKey<M>, R>>
  inBulk<M, R, const K extends keyof Row<M> & string>(
    this: Queried<M, unknown, R>,
    keys: Iterable<Row<M>[K]> | undefined,
    options: { readonly fieldName: K },
  ): Promise<Map<Row<M>[K], R>>
  async inBulk(
    keys?: Iterable<unknown>,
    { fieldName = 'pk' }: { readonly fieldName?: string } = {},
  ): Promise<Map<unknown, unknown>> {
    if (this.shape.query.isSliced) throw new UsageError("Cannot use 'limit' or 'offset' with inBulk().")
    this.refuseValues('inBulk')
    const field = this.model.meta.field(fieldName)
    if (!isUnique(field) && this.shape.query.distinctFields.join() !== fieldName) {
      throw new ValueError(`inBulk()'s fieldName must be a unique field but '${fieldName}' isn't.`)
    }
    const wanted = keys === undefined ? undefined : [...keys]
    if (wanted?.length === 0) return new Map()
    const restricted = wanted ? steps.filter(this, [{ [`${fieldName}__in`]: wanted }]) : this
    const rows = await this.read(steps.orderBy(restricted, []))
    return new Map(rows.map(row => [getValue(row as unknown as InstanceBase, field.attname), row]))
  }

  /**
   * Read rows in chunks, without keeping them: `for await (const row of queryset.iterator())`. A result of any size passes
   * through the memory of one chunk. `prefetchRelated` sends its queries for each chunk, and so wants its size to be said.
   * @throws ValueError when read, for a size below 1 or none after `prefetchRelated`.
   */
  async *iterator(options: { readonly chunkSize?: number } = {}): AsyncGenerator<R, void, undefined> {
    const { chunkSize = this.defaultChunkSize() } = options
    if (!Number.isInteger(chunkSize) || chunkSize <= 0) throw new ValueError('Chunk size must be strictly positive.')
    const { db } = this
    refuseUnheldLock(db, this)
    const compiled = this.shape.compiled(db.backend)
    if (compiled.empty) return
    for await (const rows of db.stream(compiled.sql, bindSlots(compiled, this.args), chunkSize)) {
      yield* await this.finish(hydrate(compiled.rows, rows, this.traits.format, db), db)
    }
  }

  /**
   * Instances out of SQL of one's own, whatever this QuerySet was restricted to: `` raw(sql`SELECT * FROM ${User}`) ``.
   * Columns meet fields by name; those that are missing are deferred, others become properties.
   */
  raw<M, const E extends RawTypes = Readonly<Record<never, never>>>(
    this: Queried<M>,
    query: SqlText,
    options?: RawOptions<M, E>,
  ): RawQuerySet<M & RawValues<E>>
  raw(query: unknown, options: RawOptions<never, never> = {}): unknown {
    if (!(query instanceof SqlText)) throw new UsageError('raw() takes a template, sql`…`, whose values are bound.')
    const { translations = {}, annotations = {} } = options
    const { db, prefetches } = this.traits
    return new RawQuerySet(this.model, query, { translations, annotations, db, prefetches })
  }

  /**
   * How the database would run the query, in its own words; `analyze` runs it and adds what it took.
   * @throws NotSupportedError, ValueError for what the database cannot do and formats that it does not have.
   */
  async explain(options: ExplainOptions = {}): Promise<string> {
    const { db } = this
    const compiled = this.shape.compiled(db.backend)
    if (compiled.empty) return ''
    const prefix = db.backend.operations.explainPrefix(options)
    const rows = await db.query(`${prefix} ${compiled.sql}`, bindSlots(compiled, this.args))
    return rows.map(row => row.map(planText).join(' ')).join('\n')
  }

  /** @internal For prefetching: restrict over the joins that there are, so that conditions speak of the same row. */
  sharing(condition: Readonly<Record<string, unknown>>): this {
    return this.derive(steps.sharingFilter(this, [condition]))
  }

  /** @internal For prefetching: a slice means so many rows for each value of a path, not so many in all. */
  slicedPer(group: string): this {
    return this.shape.query.isSliced ? this.derive(steps.slicePerGroup(this, group)) : this
  }

  /** Cut to the first rows; from the cache when the QuerySet was read. */
  protected override limited(count: number): this {
    return this.slice(0, count)
  }

  /** Ordered, or stripped of every order by an `orderBy()` without terms, which then is respected. */
  private get hasOrderOrNone(): boolean {
    return this.ordered || !this.shape.query.defaultOrdering
  }

  /** The first row of a query like this one, or of those that were read. */
  private firstOf(bound: Bound): MaybePromise<R | null> {
    if (bound === this && this.loadedRows) return this.loadedRows[0] ?? null
    return whenThere(this.read(steps.slice(bound, 0, 1)), rows => rows[0] ?? null)
  }

  private orderedBy(method: string, key: string): Bound {
    if (this.shape.query.groupsOtherThanKey) {
      throw new UsageError(
        `Cannot use QuerySet.${method}() on an unordered queryset performing aggregation. Add an ordering with orderBy().`,
      )
    }
    return steps.orderBy(this, [key])
  }

  private defaultChunkSize(): number {
    if (this.traits.prefetches.length === 0) return CHUNK_ROWS
    throw new ValueError('chunkSize must be given when iterator() is called after prefetchRelated().')
  }

  private extreme(method: string, fields: readonly unknown[]): this {
    const { getLatestBy } = this.model.meta.options
    const terms = fields.length > 0 ? fields : getLatestBy === undefined ? [] : [getLatestBy].flat()
    if (terms.length === 0) {
      throw new ValueError(`${method}() needs fields, or 'getLatestBy' among the options of the model.`)
    }
    if (this.shape.query.isSliced) throw new UsageError('Cannot change a query once a slice has been taken.')
    return this.derive(steps.orderBy(this, terms as Parameters<typeof steps.orderBy>[1]))
  }

  private async one(): Promise<R> {
    const row = (await this.limited(1).fetch())[0]
    if (row === undefined) throw new this.model.DoesNotExist(`${this.model.meta.name} matching query does not exist.`)
    return row
  }

  private async stepped(start: number, stop: number | undefined, step: number): Promise<R[]> {
    if (!Number.isInteger(step) || step <= 0) throw new ValueError('The step of a slice must be a positive integer.')
    const rows = await this.slice(start, stop)
    return rows.filter((_, i) => i % step === 0)
  }
}

/** The query of `get`: no order, and as many rows as its message can tell. */
function single(bound: Bound): Bound {
  if (bound.shape.query.isSliced || bound.shape.query.combinator) return steps.slice(bound, 0, MAX_GET_RESULTS)
  const writer = new ShapeWriter('get', bound)
  return writer.end(query => {
    if (query.distinctFields.length === 0) query.clearOrdering(true, true)
    query.limit = MAX_GET_RESULTS
    query.isSliced = true
    return query
  })
}

/** Whether no two rows share a value of the field: by itself, or by a constraint without a condition. */
function isUnique({ unique, name, meta }: Field): boolean {
  if (unique || meta.uniqueTogether.some(names => names.join() === name)) return true
  return meta.constraints.some(
    constraint => 'fields' in constraint && constraint.fields.join() === name && constraint.condition === undefined,
  )
}

/** A part of a plan as text; drivers parse JSON. */
function planText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : String(value)
}

function requirePosition(index: unknown): void {
  if (typeof index !== 'number' || !Number.isInteger(index)) {
    throw new UsageError(`QuerySet indices must be integers, not ${typeof index}.`)
  }
  if (index < 0) throw new ValueError('Negative indexing is not supported.')
  if (!Number.isSafeInteger(index)) throw new ValueError('No QuerySet has so many rows.')
}
