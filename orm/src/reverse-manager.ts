import { ValueError } from './errors.ts'
import { getValue, metaOf, setValue } from './instance.ts'
import type { ManagerBase, QuerySetClass } from './manager.ts'
import type { Model, ModelClass } from './model.ts'
import { allRows, plainTraits } from './queryset/evaluation.ts'
import type { AnyQuerySet } from './queryset.ts'
import { requireInstance, splitOptions } from './related-manager.ts'
import type { ReverseRelation } from './relation.ts'
import { rowsOf, updateRows } from './row-access.ts'
import * as steps from './sql/steps.ts'
import { atomic } from './transaction.ts'

interface BulkOptions {
  /** `false` saves each object by itself, with signals and validation. */
  readonly bulk?: boolean
}

interface SetOptions extends BulkOptions {
  /** `true` removes all before it adds, instead of changing what differs. */
  readonly clear?: boolean
}

type Values = Readonly<Record<string, unknown>>

/** Extend the managers of a class of QuerySets to those of the rows that point at one object. */
export function reverseManagerClass(Base: typeof ManagerBase) {
  return class ReverseManager extends Base {
    readonly instance: Model
    readonly relation: ReverseRelation

    constructor(instance: Model, relation: ReverseRelation, querySetClass: QuerySetClass) {
      super(relation.to.model, querySetClass)
      this.instance = instance
      this.relation = relation
    }

    /** The rows that point at the object; those that were prefetched, if they were. */
    override getQuerySet(): AnyQuerySet {
      const prefetched = this.instance._state.cached(this.relation.name)
      return (prefetched as AnyQuerySet | undefined) ?? this.freshQuerySet()
    }

    /** The rows that point at the object, to be read. An object without a key has none. */
    freshQuerySet(): AnyQuerySet {
      const { field } = this.relation
      const key = getValue(this.instance, field.targetField.attname)
      const adopt = (rows: readonly Model[]) => {
        for (const row of rows) row._state.remember(field.name, this.instance)
      }
      const traits = { ...plainTraits(this.model), db: this.instance._state.db, adopt }
      const all = allRows(this.model)
      const isKeyless = key === null || key === undefined
      const bound = isKeyless ? steps.none(all) : steps.stickyFilter(all, [{ [field.attname]: key }])
      return new this.querySetClass(bound, traits) as AnyQuerySet
    }

    /** Make an object that points at this one, and save it. */
    create(values: Values = {}): Promise<Model> {
      this.forgetPrefetched()
      return this.freshQuerySet().create(this.tied(values)) as Promise<Model>
    }

    /** Get the object that points at this one and matches, or create it. */
    getOrCreate(where: Values, defaults: Values = {}): Promise<[Model, boolean]> {
      this.forgetPrefetched()
      return this.freshQuerySet().getOrCreate(this.tied(where), defaults) as unknown as Promise<[Model, boolean]>
    }

    /** Update the object that points at this one and matches, or create it. */
    updateOrCreate(where: Values, defaults: Values = {}, createDefaults: Values = defaults): Promise<[Model, boolean]> {
      this.forgetPrefetched()
      const fresh = this.freshQuerySet()
      return fresh.updateOrCreate(this.tied(where), defaults, createDefaults) as unknown as Promise<[Model, boolean]>
    }

    /** Make saved objects point at this one, with one UPDATE; `{ bulk: false }` saves each, new ones too. */
    async add(...args: readonly unknown[]): Promise<void> {
      const [given, { bulk = true }] = splitOptions<BulkOptions>(args)
      const objects = given.map(object => requireInstance(this.relation, object))
      this.forgetPrefetched()
      if (bulk) await this.addTogether(objects)
      else await this.addSingly(objects)
    }

    /** Make the objects that point at this one be these; without `null` on the foreign key nothing is taken away. */
    async set(objects: Iterable<unknown>, options: SetOptions = {}): Promise<void> {
      await this.add(...objects, { bulk: options.bulk ?? true })
    }

    /** The conditions or values of the foreign key, with those given. */
    tied(values: Values): Values {
      return { ...values, [this.relation.field.name]: this.instance }
    }

    forgetPrefetched(): void {
      this.instance._state.forget(this.relation.name)
    }

    async addTogether(objects: readonly Model[]): Promise<void> {
      const { field, to } = this.relation
      const { db } = this.freshQuerySet()
      const keys = objects.map(object => {
        setValue(object, field.name, this.instance)
        if (object._state.adding || object._state.db !== db) throw unsaved(object)
        return getValue(object, to.pk.attname)
      })
      const key = getValue(this.instance, field.targetField.attname)
      if (key === null || key === undefined || this.instance.pk == null)
        throw new ValueError(`${this.instance} must be saved before others point at it.`)
      if (keys.length === 0) return
      await updateRows(rowsOf(to, db, { pk__in: keys }), { [field.attname]: key })
    }

    async addSingly(objects: readonly Model[]): Promise<void> {
      const { db } = this.freshQuerySet()
      const saveAll = async () => {
        for (const object of objects) {
          setValue(object, this.relation.field.name, this.instance)
          await object.save({ using: db })
        }
      }
      await atomic(saveAll, { using: db, savepoint: false })
    }
  }
}

/** As `reverseManagerClass`, for a foreign key that may be NULL: objects can be taken away, too. */
export function nullableReverseManagerClass(Base: typeof ManagerBase) {
  return class NullableReverseManager extends reverseManagerClass(Base) {
    /** Make objects that point at this one point nowhere. Throws DoesNotExist for one that does not. */
    async remove(...args: readonly unknown[]): Promise<void> {
      const [objects, { bulk = true }] = splitOptions<BulkOptions>(args)
      if (objects.length === 0) return
      const keys = objects.map(object => this.keyOfRelated(requireInstance(this.relation, object)))
      await this.detach(this.freshQuerySet().filter({ pk__in: keys }), bulk)
    }

    /** Make all objects that point at this one point nowhere. */
    async clear({ bulk = true }: BulkOptions = {}): Promise<void> {
      await this.detach(this.freshQuerySet(), bulk)
    }

    /** Make the objects that point at this one be these. */
    override async set(objects: Iterable<unknown>, options: SetOptions = {}): Promise<void> {
      const wanted = [...objects].map(object => requireInstance(this.relation, object))
      const { bulk = true, clear = false } = options
      const replace = async () => {
        if (clear) await this.clear({ bulk })
        const old = clear ? [] : ((await this.freshQuerySet()) as Model[])
        const gone = old.filter(object => !wanted.some(other => other.equals(object)))
        const added = wanted.filter(object => !old.some(other => other.equals(object)))
        await this.remove(...gone, { bulk })
        await this.add(...added, { bulk })
      }
      await atomic(replace, { using: this.freshQuerySet().db, savepoint: false })
    }

    keyOfRelated(object: Model): unknown {
      const { field, from, to } = this.relation
      const isRelated = getValue(object, field.attname) === getValue(this.instance, field.targetField.attname)
      if (isRelated) return getValue(object, to.pk.attname)
      throw new (from.model as ModelClass).DoesNotExist(`${object} is not related to ${this.instance}.`)
    }

    async detach(rows: AnyQuerySet, bulk: boolean): Promise<void> {
      const { field } = this.relation
      this.forgetPrefetched()
      if (bulk) {
        await updateRows(rows as never, { [field.attname]: null }) // any QuerySet will do, whatever its rows
        return
      }
      const saveAll = async () => {
        for (const object of (await rows) as Model[]) {
          setValue(object, field.name, null)
          await object.save({ updateFields: [field.name] })
        }
      }
      await atomic(saveAll, { using: rows.db, savepoint: false })
    }
  }
}

function unsaved(object: Model): ValueError {
  const { name } = metaOf(object)
  return new ValueError(`${name} instance isn't saved. Use { bulk: false } or save the object first.`)
}
