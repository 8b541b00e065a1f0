import type { Database } from './database.ts'
import { ProtectedError, RestrictedError } from './errors.ts'
import type { ForeignKeyField } from './fields/foreign-key.ts'
import { getValue, metaOf, setValue } from './instance.ts'
import { mapKey } from './map-key.ts'
import type { Meta } from './meta.ts'
import type { Model } from './model.ts'
import type { QuerySet } from './queryset.ts'
import { deleteRows, rowsOf, rowsWithOnly, updateRows } from './row-access.ts'
import { postDelete, preDelete } from './signals.ts'
import { atomic } from './transaction.ts'

/** Rows deleted in all, and by model name; models without any are left out. */
export type DeletionCounts = [total: number, byModel: Record<string, number>]

/** Instances to set a column of when the rows they point at go; QuerySets are updated without being fetched. */
interface FieldUpdate {
  readonly field: ForeignKeyField
  readonly value: unknown
  readonly rows: QuerySet<Model>
}

/** Most objects that one statement is about, where the database has no smaller limit. */
const BATCH = 1000

/**
 * Find everything that has to go when some objects go, refuse if something stands in the way, and delete it all in an
 * order that no constraint minds. Django: `django.db.models.deletion.Collector`.
 */
export class Collector {
  readonly #db: Database
  readonly #instances = new Map<Meta, Map<unknown, Model>>()
  readonly #fieldUpdates: FieldUpdate[] = []
  readonly #restricted = new Map<Meta, Map<ForeignKeyField, Set<Model>>>()
  readonly #fastDeletes: { readonly meta: Meta; readonly rows: QuerySet<Model> }[] = []
  /** For each model, those whose rows have to be deleted before. */
  readonly #dependencies = new Map<Meta, Set<Meta>>()

  constructor(db: Database) {
    this.#db = db
  }

  /** Collect the rows of a QuerySet. Throws ProtectedError and RestrictedError. */
  async collectRows(meta: Meta, rows: QuerySet<Model>): Promise<void> {
    await this.collect(meta, await withReferencedFields(meta, rows))
    this.#refuseRestricted(meta, await this.#keysOfFastDeletes())
  }

  /** Collect one object. Throws ProtectedError and RestrictedError. */
  async collectInstance(instance: Model): Promise<void> {
    const meta = metaOf(instance)
    await this.collect(meta, [instance])
    this.#refuseRestricted(meta, await this.#keysOfFastDeletes())
  }

  private async collect(meta: Meta, objects: readonly Model[], source?: Meta, nullable = false): Promise<void> {
    const added = this.#add(meta, objects)
    if (added.length === 0) return
    // A nullable reference is no reason for an order: it is set to NULL, or checked at the end.
    if (source && !nullable) this.#depend(source, meta)
    const fast = new Map<Meta, ForeignKeyField[]>()
    const stopped = new Map<string, Model[]>()
    for (const { field } of meta.pointers) {
      if (field.onDelete === 'DO_NOTHING') continue
      if (canFastDelete(field.meta, field)) fast.set(field.meta, [...(fast.get(field.meta) ?? []), field])
      else await this.#follow(field, added, stopped)
    }
    if (stopped.size) throw protectedError(meta, stopped)
    for (const [related, fields] of fast) this.#collectFast(related, fields, added)
  }

  #add(meta: Meta, objects: readonly Model[]): Model[] {
    const known = this.#known(meta)
    const added = objects.filter(object => !known.has(keyOf(object)))
    for (const object of added) known.set(keyOf(object), object)
    return added
  }

  #known(meta: Meta): Map<unknown, Model> {
    const known = this.#instances.get(meta) ?? new Map<unknown, Model>()
    this.#instances.set(meta, known)
    return known
  }

  /** Note that rows of `first` are deleted before those of `then`. */
  #depend(then: Meta, first: Meta): void {
    this.#dependencies.set(then, (this.#dependencies.get(then) ?? new Set()).add(first))
    this.#known(first)
  }

  /** Do what a foreign key asks for with the rows that point at objects to delete. */
  async #follow(field: ForeignKeyField, objects: readonly Model[], stopped: Map<string, Model[]>): Promise<void> {
    for (const batch of this.#batches(objects)) {
      const rows = rowsOf(field.meta, this.#db, pointers(field, batch))
      if (field.onDelete === 'SET_NULL') this.#fieldUpdates.push({ field, value: null, rows })
      else if (field.onDelete === 'SET_DEFAULT') this.#fieldUpdates.push({ field, value: field.getDefault(), rows })
      else await this.#followFetched(field, await this.#needed(field, rows), stopped)
    }
  }

  /** Rows that stand in the way are shown to the caller; those that go are not. */
  #needed(field: ForeignKeyField, rows: QuerySet<Model>): QuerySet<Model> {
    return field.onDelete === 'CASCADE' ? withReferencedFields(field.meta, rows) : rows
  }

  async #followFetched(field: ForeignKeyField, rows: readonly Model[], stopped: Map<string, Model[]>): Promise<void> {
    if (rows.length === 0) return
    if (field.onDelete === 'PROTECT') {
      const key = `'${field.meta.name}.${field.name}'`
      stopped.set(key, [...(stopped.get(key) ?? []), ...rows])
    } else if (field.onDelete === 'RESTRICT') this.#restrict(field, rows)
    else await this.#cascade(field, rows, stopped)
  }

  #restrict(field: ForeignKeyField, rows: readonly Model[]): void {
    const byField = this.#restricted.get(field.meta) ?? new Map<ForeignKeyField, Set<Model>>()
    this.#restricted.set(field.meta, byField)
    byField.set(field, new Set([...(byField.get(field) ?? []), ...rows]))
    this.#depend(field.target, field.meta)
  }

  async #cascade(field: ForeignKeyField, rows: readonly Model[], stopped: Map<string, Model[]>): Promise<void> {
    try {
      await this.collect(field.meta, rows, field.target, field.null)
    } catch (error) {
      if (!(error instanceof ProtectedError)) throw error
      const key = `'${field.meta.name}.${field.name}'`
      stopped.set(key, [...(stopped.get(key) ?? []), ...(error.protectedObjects as Model[])])
    }
    if (field.null && !this.#db.backend.features.supportsDeferredConstraints) {
      const keys = rows.map(row => getValue(row, field.meta.pk.attname))
      this.#fieldUpdates.push({ field, value: null, rows: rowsOf(field.meta, this.#db, { pk__in: keys }) })
    }
  }

  #collectFast(meta: Meta, fields: readonly ForeignKeyField[], objects: readonly Model[]): void {
    for (const batch of this.#batches(objects, fields.length)) {
      const rows = rowsOf(meta, this.#db, ...fields.map(field => pointers(field, batch)))
      this.#fastDeletes.push({ meta, rows })
    }
  }

  /** Keys of the rows of fast deletes in models that have restricted rows; nothing is read when none has. */
  async #keysOfFastDeletes(): Promise<Map<Meta, Set<unknown>>> {
    const keys = new Map<Meta, Set<unknown>>()
    for (const { meta, rows } of this.#fastDeletes) {
      if (!this.#restricted.has(meta)) continue
      const found = keys.get(meta) ?? new Set()
      for (const row of await rows) found.add(keyOf(row))
      keys.set(meta, found)
    }
    return keys
  }

  /** RESTRICT gives way where the restricting rows are deleted themselves, by another path. */
  #refuseRestricted(meta: Meta, fastKeys: Map<Meta, Set<unknown>>): void {
    const stopped = new Map<string, Model[]>()
    for (const [restricted, byField] of this.#restricted) {
      for (const [field, objects] of byField) {
        const left = [...objects].filter(object => {
          const key = keyOf(object)
          return !this.#instances.get(restricted)?.has(key) && !fastKeys.get(restricted)?.has(key)
        })
        if (left.length) stopped.set(`'${restricted.name}.${field.name}'`, left)
      }
    }
    if (stopped.size) throw restrictedError(meta, stopped)
  }

  /** Delete what was collected: signals, fast deletes, updates of columns, then the rows in order of dependency. */
  async delete(): Promise<DeletionCounts> {
    const single = this.#singleFastInstance()
    if (single) return this.#deleteSingle(single)
    const counts = new Map<string, number>()
    await atomic(() => this.#deleteAll(counts), { using: this.#db, savepoint: false })
    for (const [meta, objects] of this.#instances) {
      for (const object of objects.values()) setValue(object, meta.pk.attname, null)
    }
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
    return [total, Object.fromEntries(counts)]
  }

  #singleFastInstance(): Model | undefined {
    if (this.#instances.size !== 1 || this.#fastDeletes.length || this.#fieldUpdates.length) return undefined
    const [[meta, objects] = []] = [...this.#instances]
    if (!meta || objects?.size !== 1 || !canFastDelete(meta)) return undefined
    return [...objects.values()][0]
  }

  /** One statement is a transaction by itself; the model is counted even if the row was gone. */
  async #deleteSingle(instance: Model): Promise<DeletionCounts> {
    const meta = metaOf(instance)
    const count = await deleteRows(rowsOf(meta, this.#db, { pk: getValue(instance, meta.pk.attname) }), this.#db)
    setValue(instance, meta.pk.attname, null)
    return [count, { [meta.name]: count }]
  }

  async #deleteAll(counts: Map<string, number>): Promise<void> {
    const ordered = this.#inOrder()
    for (const [meta, objects] of ordered) await announce(preDelete, meta, objects, this.#db)
    for (const { meta, rows } of this.#fastDeletes) count(counts, meta, await deleteRows(rows, this.#db))
    for (const { field, value, rows } of this.#fieldUpdates) await updateRows(rows, { [field.attname]: value })
    for (const [meta, objects] of ordered) {
      const reversed = [...objects].reverse()
      for (const batch of this.#batches(reversed)) {
        const keys = batch.map(object => getValue(object, meta.pk.attname))
        count(counts, meta, await deleteRows(rowsOf(meta, this.#db, { pk__in: keys }), this.#db))
      }
      await announce(postDelete, meta, reversed, this.#db)
    }
  }

  /** Models such that those that point come before those pointed at, each with its objects by key. */
  #inOrder(): [Meta, Model[]][] {
    const entries = [...this.#instances].map(([meta, objects]): [Meta, Model[]] => [meta, byKey(meta, objects)])
    const sorted: [Meta, Model[]][] = []
    const done = new Set<Meta>()
    while (sorted.length < entries.length) {
      const next = entries.filter(([meta]) => !done.has(meta) && this.#isFree(meta, done))
      // Models that point at each other have no order; the constraints are checked at the end.
      if (next.length === 0) return entries
      for (const entry of next) {
        if (!this.#isFree(entry[0], done)) continue
        sorted.push(entry)
        done.add(entry[0])
      }
    }
    return sorted
  }

  /** Objects in groups whose keys fit into one statement, in each of some conditions. */
  #batches<T>(items: readonly T[], conditions = 1): T[][] {
    const fitting = Math.floor(this.#db.backend.features.maxQueryParams / conditions)
    const size = Math.max(Math.min(BATCH, fitting), 1)
    return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
  }

  #isFree(meta: Meta, done: ReadonlySet<Meta>): boolean {
    return [...(this.#dependencies.get(meta) ?? [])].every(first => done.has(first))
  }
}

/** Whether rows can be deleted by one statement, unseen: nobody listens and nothing points at them. */
export function canFastDelete(meta: Meta, from?: ForeignKeyField): boolean {
  if (from && from.onDelete !== 'CASCADE') return false
  if (preDelete.hasListeners(meta) || postDelete.hasListeners(meta)) return false
  return meta.pointers.every(({ field }) => field.onDelete === 'DO_NOTHING')
}

/** The models whose rows go unseen with rows of this one, by their keys to it; undefined when not all do. */
export function fastDependants(meta: Meta): Map<Meta, ForeignKeyField[]> | undefined {
  if (preDelete.hasListeners(meta) || postDelete.hasListeners(meta)) return undefined
  const dependants = new Map<Meta, ForeignKeyField[]>()
  for (const { field } of meta.pointers) {
    if (field.onDelete === 'DO_NOTHING') continue
    if (!canFastDelete(field.meta, field)) return undefined
    dependants.set(field.meta, [...(dependants.get(field.meta) ?? []), field])
  }
  return dependants
}

/** The rows with no more than their keys and what other rows point at, unless listeners will see them. */
function withReferencedFields(meta: Meta, rows: QuerySet<Model>): QuerySet<Model> {
  if (preDelete.hasListeners(meta) || postDelete.hasListeners(meta)) return rows
  const referenced = meta.pointers.map(({ field }) => field.targetField.attname)
  return rowsWithOnly(rows, [...new Set([meta.pk.attname, ...referenced])])
}

/** The condition of rows that point at one of the objects. */
function pointers(field: ForeignKeyField, objects: readonly Model[]): Record<string, unknown> {
  const keys = objects.map(object => getValue(object, field.targetField.attname))
  return { [`${field.attname}__in`]: keys }
}

function keyOf(object: Model): unknown {
  return mapKey(getValue(object, metaOf(object).pk.attname))
}

function byKey(meta: Meta, objects: ReadonlyMap<unknown, Model>): Model[] {
  // Keys of one model are of one type that compares.
  const key = (object: Model) => getValue(object, meta.pk.attname) as number
  return [...objects.values()].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

function count(counts: Map<string, number>, meta: Meta, rows: number): void {
  if (rows) counts.set(meta.name, (counts.get(meta.name) ?? 0) + rows)
}

async function announce(signal: typeof preDelete, meta: Meta, objects: readonly Model[], using: Database) {
  if (meta.autoCreated || !signal.hasListeners(meta)) return
  for (const instance of objects) await signal.send({ sender: meta.model, instance, using })
}

function protectedError(meta: Meta, stopped: ReadonlyMap<string, Model[]>): ProtectedError {
  const message = `Cannot delete some instances of model '${meta.name}' because they are referenced through protected foreign keys: ${[...stopped.keys()].join(', ')}.`
  return new ProtectedError(message, [...new Set([...stopped.values()].flat())])
}

function restrictedError(meta: Meta, stopped: ReadonlyMap<string, Model[]>): RestrictedError {
  const message = `Cannot delete some instances of model '${meta.name}' because they are referenced through restricted foreign keys: ${[...stopped.keys()].join(', ')}.`
  return new RestrictedError(message, [...new Set([...stopped.values()].flat())])
}
