import { UsageError, ValueError } from './errors.ts'
import { ForeignKeyField } from './fields/foreign-key.ts'
import type { ManyToManyField } from './fields/many-to-many.ts'
import { getValue, metaOf, setValue } from './instance.ts'
import { LazyRelated } from './lazy.ts'
import type { Model, ModelClass } from './model.ts'
import { relatedManager } from './related-manager.ts'
import type { Relation, ReverseRelation } from './relation.ts'

/** Give the instances of a model the property of a relation that it declares. */
export function defineForward(base: ModelClass, declaration: ForeignKeyField | ManyToManyField): void {
  if (declaration instanceof ForeignKeyField) defineForwardKey(base, declaration)
  else defineManager(base, declaration.relation)
}

/** Give the instances of a model the property of a relation that points at it. */
export function defineReverse(base: ModelClass, relation: Relation): void {
  if (relation.accessor === undefined) return
  // A property that the class declares itself, or that another relation took, stays.
  if (Object.hasOwn(base.prototype, relation.accessor)) throw clash(base, relation)
  if (relation.kind === 'oneToOne') defineReverseOne(base, relation as ReverseRelation)
  else defineManager(base, relation)
}

function clash(base: ModelClass, relation: Relation): UsageError {
  const { accessor, to } = relation
  return new UsageError(`${to.name} wants to be '${accessor}' on ${base.name}, which is taken; give it a relatedName.`)
}

function defineManager(base: ModelClass, relation: Relation): void {
  const name = relation.accessor as string // hidden relations were turned away before
  Object.defineProperty(base.prototype, name, {
    configurable: true,
    get(this: Model) {
      return relatedManager(this, relation)
    },
    set() {
      throw new UsageError(`Direct assignment to '${name}' is not possible; use ${name}.set().`)
    },
  })
}

function defineForwardKey(base: ModelClass, field: ForeignKeyField): void {
  Object.defineProperty(base.prototype, field.name, {
    configurable: true,
    get(this: Model) {
      return forwardObject(this, field)
    },
    set(this: Model, value: Model | null) {
      assignForward(this, field, value)
    },
  })
}

/** The related object if it is loaded, null if there is none, otherwise something to await. */
function forwardObject(instance: Model, field: ForeignKeyField): unknown {
  const cached = cachedForward(instance, field)
  if (cached !== undefined) return cached
  const key = getValue(instance, field.attname)
  return key === null || key === undefined ? null : new LazyRelated(instance, field.relation)
}

/** The cached object of a foreign key, unless the key was changed since. */
export function cachedForward(instance: Model, field: ForeignKeyField): Model | null | undefined {
  const cached = instance._state.cached(field.name) as Model | null | undefined
  if (!cached) return cached === null && getValue(instance, field.attname) == null ? null : undefined
  const own = getValue(instance, field.attname)
  const isCurrent = own === getValue(cached, field.targetField.attname) || (own == null && cached._state.adding)
  // An object that had no key when it was assigned stays, until `save` takes its key over.
  if (isCurrent || (own == null && instance._state.isUnsaved(field.name))) return cached
  instance._state.forget(field.name)
  return undefined
}

function assignForward(instance: Model, field: ForeignKeyField, value: Model | null): void {
  if (value !== null) refuseForeign(instance, field.relation, value)
  const key = value === null ? null : getValue(value, field.targetField.attname)
  setValue(instance, field.attname, key ?? null)
  instance._state.remember(field.name, value, value !== null && key == null)
  const back = field.isOneToOne ? field.reverseAccessor : undefined
  if (value && back !== undefined) value._state.remember(field.reverseRelation.name, instance)
}

function refuseForeign(instance: Model, relation: Relation, value: unknown): void {
  const base = relation.to.model
  if (value instanceof base) return
  const owner = metaOf(instance).name
  throw new ValueError(
    `Cannot assign ${value}: "${owner}.${relation.accessor}" must be a "${relation.to.name}" instance.`,
  )
}

function defineReverseOne(base: ModelClass, relation: ReverseRelation): void {
  Object.defineProperty(base.prototype, relation.accessor as string, {
    configurable: true,
    get(this: Model) {
      return reverseObject(this, relation)
    },
    set(this: Model, value: Model | null) {
      assignReverse(this, relation, value)
    },
  })
}

function reverseObject(instance: Model, relation: ReverseRelation): unknown {
  const cached = instance._state.cached(relation.name)
  if (cached === null) throw missingReverse(relation)
  return cached ?? new LazyRelated(instance, relation)
}

/** The error of a one-to-one relation that nobody holds, a `DoesNotExist` of the other model. */
export function missingReverse(relation: Relation): Error {
  const { from, to, accessor } = relation
  const Missing = to.model.DoesNotExist
  return Object.defineProperty(new Missing(`${from.name} has no ${accessor}.`), 'name', {
    value: 'RelatedObjectDoesNotExist',
  })
}

function assignReverse(instance: Model, relation: ReverseRelation, value: Model | null): void {
  const { field } = relation
  if (value === null) {
    const held = instance._state.cached(relation.name) as Model | undefined
    instance._state.forget(relation.name)
    if (held) assignForward(held, field, null)
    return
  }
  refuseForeign(instance, relation, value)
  assignForward(value, field, instance)
}
