import { UsageError, ValueError } from './errors.ts'
import type { ForeignKeyField } from './fields/foreign-key.ts'
import { getValue, metaOf } from './instance.ts'
import type { ManagerBase, QuerySetClass } from './manager.ts'
import { mapKey } from './map-key.ts'
import { Model } from './model.ts'
import { Q } from './q.ts'
import { allRows, plainTraits } from './queryset/evaluation.ts'
import type { AnyQuerySet } from './queryset.ts'
import { splitOptions } from './related-manager.ts'
import type { ManyToManyRelation } from './relation.ts'
import { rowsOf } from './row-access.ts'
import { type ManyToManyEvent, m2mChanged } from './signals.ts'
import * as steps from './sql/steps.ts'
import { atomic } from './transaction.ts'

interface ThroughOptions {
  /** Values for the rows of the join table, where it has fields of its own. */
  readonly throughDefaults?: Readonly<Record<string, unknown>>
}

interface SetOptions extends ThroughOptions {
  /** `true` removes all before it adds, instead of changing what differs. */
  readonly clear?: boolean
}

type Values = Readonly<Record<string, unknown>>

/** Extend the managers of a class of QuerySets to those of the objects that a join table relates to one object. */
export function manyToManyManagerClass(Base: typeof ManagerBase) {
  return class ManyToManyManager extends Base {
    readonly instance: Model
    readonly relation: ManyToManyRelation
    /** The foreign key of the join table that points at this object, and its value there. */
    readonly sourceField: ForeignKeyField
    readonly sourceKey: unknown
    /** The foreign key of the join table that points at the others. */
    readonly targetField: ForeignKeyField
    readonly symmetrical: boolean

    constructor(instance: Model, relation: ManyToManyRelation, querySetClass: QuerySetClass) {
      super(relation.to.model, querySetClass)
      this.instance = instance
      this.relation = relation
      this.sourceField = relation.sourceField
      this.targetField = relation.field
      this.symmetrical = relation.manyToMany.symmetrical && relation.manyToMany.isSelfReferential
      this.sourceKey = requireKey(instance, this.sourceField)
    }

    /** The related objects; those that were prefetched, if they were. */
    override getQuerySet(): AnyQuerySet {
      const prefetched = this.instance._state.cached(this.relation.name)
      return (prefetched as AnyQuerySet | undefined) ?? this.freshQuerySet()
    }

    /** The related objects, to be read. */
    freshQuerySet(): AnyQuerySet {
      const { manyToMany, direction } = this.relation
      const back = direction === 'forward' ? manyToMany.reverseQueryName : manyToMany.name
      const condition = { [`${back}__${this.sourceField.targetField.attname}`]: this.sourceKey }
      const traits = { ...plainTraits(this.model), db: this.instance._state.db }
      return new this.querySetClass(steps.stickyFilter(allRows(this.model), [condition]), traits) as AnyQuerySet
    }

    /** Relate objects, given as instances or keys; those that are related already stay as they are. */
    async add(...args: readonly unknown[]): Promise<void> {
      const [objects, { throughDefaults = {}, ...unknown }] = splitOptions<ThroughOptions>(args)
      for (const name of Object.keys(unknown)) throw new UsageError(`add() has no option '${name}'.`)
      for (const object of objects) if (object instanceof Model) this.refuseUnsaved(object)
      this.forgetPrefetched()
      const { sourceField, targetField } = this
      await this.together(async () => {
        await this.addPairs(sourceField, targetField, objects, throughDefaults)
        if (this.symmetrical) await this.addPairs(targetField, sourceField, objects, throughDefaults)
      })
    }

    /** End the relation to objects, given as instances or keys; others are ignored. */
    async remove(...objects: readonly unknown[]): Promise<void> {
      this.forgetPrefetched()
      if (objects.length === 0) return
      const keys = new Set(objects.map(object => this.keyToRemove(object)))
      await this.together(async () => {
        await this.announce('preRemove', keys)
        await this.pairs([...keys]).delete()
        await this.announce('postRemove', keys)
      })
    }

    /** End the relation to all objects. */
    async clear(): Promise<void> {
      this.forgetPrefetched()
      await this.together(async () => {
        await this.announce('preClear', undefined)
        await this.pairs().delete()
        await this.announce('postClear', undefined)
      })
    }

    /** Make the related objects be these, given as instances or keys. */
    async set(objects: Iterable<unknown>, options: SetOptions = {}): Promise<void> {
      const wanted = [...objects]
      const { clear = false, throughDefaults = {} } = options
      await this.together(async () => {
        if (clear) await this.clear()
        const old = clear ? new Set() : await this.relatedKeys()
        const added = wanted.filter(object => !old.delete(mapKey(this.keyOf(object))))
        await this.remove(...old)
        await this.add(...added, { throughDefaults })
      })
    }

    /** Make an object, save it and relate it. */
    async create(values: Values = {}, options: ThroughOptions = {}): Promise<Model> {
      const made = (await this.unrelated().create(values)) as Model
      await this.add(made, options)
      return made
    }

    /** Get the related object that matches, or create and relate one. */
    async getOrCreate(where: Values, defaults: Values = {}, options: ThroughOptions = {}): Promise<[Model, boolean]> {
      const found = (await this.freshQuerySet().getOrCreate(where, defaults)) as unknown as [Model, boolean]
      if (found[1]) await this.add(found[0], options)
      return found
    }

    /** Update the related object that matches, or create and relate one. */
    async updateOrCreate(
      where: Values,
      defaults: Values = {},
      createDefaults: Values = defaults,
      options: ThroughOptions = {},
    ): Promise<[Model, boolean]> {
      const fresh = this.freshQuerySet()
      const found = (await fresh.updateOrCreate(where, defaults, createDefaults)) as unknown as [Model, boolean]
      if (found[1]) await this.add(found[0], options)
      return found
    }

    forgetPrefetched(): void {
      this.instance._state.forget(this.relation.name)
    }

    unrelated(): AnyQuerySet {
      const traits = { ...plainTraits(this.model), db: this.instance._state.db }
      return new this.querySetClass(allRows(this.model), traits) as AnyQuerySet
    }

    together(change: () => Promise<void>): Promise<void> {
      return atomic(change, { using: this.freshQuerySet().db, savepoint: false })
    }

    /** The value of an object, or of a key, in the join table. */
    keyOf(object: unknown): unknown {
      const { to } = this.relation
      if (!(object instanceof Model)) return this.targetField.prepare(object)
      if (metaOf(object) !== to) throw new UsageError(`'${to.name}' instance expected, got ${object}.`)
      return requireRelatable(object, this.targetField)
    }

    keyToRemove(object: unknown): unknown {
      const { to } = this.relation
      if (!(object instanceof Model) || metaOf(object) === to) return this.keyOf(object)
      throw new ValueError(`Cannot query a ${metaOf(object).name}: Must be "${to.name}" instance.`)
    }

    refuseUnsaved(object: Model): void {
      if (metaOf(object) !== this.relation.to) return
      for (const end of [object, this.instance]) {
        if (!end._state.db) throw new ValueError(`Cannot add ${object}: ${end} is in no database yet.`)
      }
    }

    async relatedKeys(): Promise<Set<unknown>> {
      const attname = this.targetField.targetField.attname
      const keys: unknown[] = await this.freshQuerySet().valuesList(attname, { flat: true })
      return new Set(keys.map(mapKey))
    }

    /** The rows of the join table for this object, all or those to some others; in both directions when symmetrical. */
    pairs(keys?: readonly unknown[]): AnyQuerySet {
      const { sourceField, targetField, sourceKey } = this
      const one = (from: ForeignKeyField, to: ForeignKeyField) =>
        Q({ [from.attname]: sourceKey, ...(keys && { [`${to.attname}__in`]: keys }) })
      const condition = one(sourceField, targetField)
      const both = this.symmetrical ? condition.or(one(targetField, sourceField)) : condition
      return rowsOf(this.relation.manyToMany.through, this.freshQuerySet().db).filter(both as never) as AnyQuerySet
    }

    async addPairs(
      from: ForeignKeyField,
      to: ForeignKeyField,
      objects: readonly unknown[],
      defaults: Values,
    ): Promise<void> {
      if (objects.length === 0) return
      const wanted = new Map(objects.map(object => [mapKey(this.keyOf(object)), this.keyOf(object)]))
      const { through } = this.relation.manyToMany
      const isHeard = m2mChanged.hasListeners(through) && from === this.sourceField
      const canIgnore = through.autoCreated && this.freshQuerySet().db.backend.features.supportsIgnoreConflicts
      const missing = canIgnore && !isHeard ? [...wanted.values()] : await this.missing(from, to, wanted)
      if (isHeard) await this.announce('preAdd', new Set(missing))
      const rows = missing.map(
        key => new through.model({ ...defaults, [from.attname]: this.sourceKey, [to.attname]: key }),
      )
      if (rows.length) await rowsOf(through, this.freshQuerySet().db).bulkCreate(rows, { ignoreConflicts: canIgnore })
      if (isHeard) await this.announce('postAdd', new Set(missing))
    }

    async missing(from: ForeignKeyField, to: ForeignKeyField, wanted: Map<unknown, unknown>): Promise<unknown[]> {
      const keys = [...wanted.values()]
      const condition = { [from.attname]: this.sourceKey, [`${to.attname}__in`]: keys }
      const rows = rowsOf(this.relation.manyToMany.through, this.freshQuerySet().db, condition) as AnyQuerySet
      const present = new Set(((await rows.valuesList(to.attname, { flat: true })) as unknown[]).map(mapKey))
      return keys.filter(key => !present.has(mapKey(key)))
    }

    async announce(action: ManyToManyEvent['action'], keys: ReadonlySet<unknown> | undefined): Promise<void> {
      const { manyToMany, direction } = this.relation
      if (!m2mChanged.hasListeners(manyToMany.through)) return
      const { instance, model } = this
      const event = { sender: manyToMany.through.model, action, instance, model, keys, using: this.freshQuerySet().db }
      await m2mChanged.send({ ...event, reverse: direction === 'reverse' })
    }
  }
}

function requireKey(instance: Model, field: ForeignKeyField): unknown {
  const { name, pk } = metaOf(instance)
  const key = getValue(instance, field.targetField.attname)
  const missing = key === null || key === undefined ? field.targetField : instance.pk == null ? pk : undefined
  if (!missing) return key
  throw new ValueError(
    `${name} needs a value for field "${missing.name}" before its many-to-many relations can be used.`,
  )
}

function requireRelatable(object: Model, field: ForeignKeyField): unknown {
  const key = getValue(object, field.targetField.attname)
  if (key !== null && key !== undefined) return key
  throw new ValueError(`Cannot add ${object}: the value for field "${field.name}" is null.`)
}
