import { hasSetter } from '../construction.ts'
import { FieldError, IntegrityError } from '../errors.ts'
import { setValue } from '../instance.ts'
import type { Model, ModelClass } from '../model.ts'
import type { AnyQuerySet } from '../queryset.ts'
import { saveInstance } from '../save.ts'
import { atomic } from '../transaction.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * Get the row that matches, or create it. Safe against others who create it at the same time: the insert runs in a
 * savepoint, and when it fails on a constraint the row is looked for once more.
 */
export async function getOrCreate(queryset: AnyQuerySet, where: Values, defaults: Values): Promise<[Model, boolean]> {
  const found = await find(queryset, where)
  if (found) return [found, false]
  const values = creationValues(queryset.model, where, defaults)
  try {
    const create = () => queryset.create(resolveFunctions(values)) as Promise<Model>
    return [await atomic(create, { using: queryset.db }), true]
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error
    const rival = await find(queryset, where)
    if (rival) return [rival, false]
    throw error
  }
}

/** Update the row that matches, locked where the database can lock rows, or create it. */
export async function updateOrCreate(
  queryset: AnyQuerySet,
  where: Values,
  defaults: Values,
  createDefaults: Values,
): Promise<[Model, boolean]> {
  const { db, model } = queryset
  refuseInherited(model, defaults)
  const update = async (): Promise<[Model, boolean]> => {
    const locked = db.backend.features.supportsSelectForUpdate ? queryset.selectForUpdate() : queryset.all()
    const [instance, created] = await getOrCreate(locked, where, createDefaults)
    if (!created) await assignAndSave(instance, queryset, resolveFunctions(defaults))
    return [instance, created]
  }
  return atomic(update, { using: db })
}

async function find(queryset: AnyQuerySet, where: Values): Promise<Model | null> {
  try {
    return (await queryset.get(where)) as Model
  } catch (error) {
    if (error instanceof queryset.model.DoesNotExist) return null
    throw error
  }
}

/** Values of the new row: the conditions that are no lookups, and the defaults. */
function creationValues(model: ModelClass, where: Values, defaults: Values): Values {
  const plain = Object.entries(where).filter(([key]) => !key.includes('__'))
  const values = { ...Object.fromEntries(plain), ...defaults }
  refuseUnknown(model, values)
  return values
}

/** @throws FieldError for keys that are no properties of the model */
function refuseUnknown({ meta, prototype }: ModelClass, values: Values): void {
  const invalid = Object.keys(values).filter(key => !meta.find(key) && !hasSetter(prototype, key))
  if (invalid.length === 0) return
  throw new FieldError(`Invalid field name(s) for model ${meta.name}: '${invalid.sort().join("', '")}'.`)
}

/** Refuse what every object has, `__proto__` above all; other names are set on the object that is updated, as in Django. */
function refuseInherited(model: ModelClass, values: Values): void {
  const inherited = Object.entries(values).filter(([key]) => key in Object.prototype)
  refuseUnknown(model, Object.fromEntries(inherited))
}

/** Defaults may be functions: they run only when their value is needed. */
function resolveFunctions(values: Values): Record<string, unknown> {
  const entries = Object.entries(values).map(([key, value]) => [key, typeof value === 'function' ? value() : value])
  return Object.fromEntries(entries) as Record<string, unknown>
}

async function assignAndSave(instance: Model, queryset: AnyQuerySet, values: Values): Promise<void> {
  for (const [key, value] of Object.entries(values)) setValue(instance, key, value)
  const { meta } = queryset.model
  const onlyColumns = Object.keys(values).every(key => meta.find(key) && !meta.find(key)?.primaryKey)
  const updateFields = Object.keys(values).map(key => meta.find(key)?.name ?? key)
  await saveInstance(instance, { using: queryset.db, ...(onlyColumns && { updateFields }) })
}
