import { UsageError } from './errors.ts'
import type { Field } from './fields/field.ts'
import type { Meta } from './meta.ts'
import { type Model, setValue } from './model.ts'

/** Give a new instance its values: those given, then the defaults; every column property exists, in a fixed order. */
export function initialise(instance: Model, meta: Meta, values: Record<string, unknown>): void {
  const given = new Set(Object.keys(values).filter(key => values[key] !== undefined))
  for (const field of meta.fields) {
    const byObject = field.isRelation && given.has(field.name)
    setValue(instance, field.attname, byObject ? null : initialValue(field, values, given))
    if (byObject) continue
    given.delete(field.attname)
    if (field.primaryKey) given.delete('pk')
  }
  for (const key of relationsFirst(given, meta)) assignOther(instance, meta, key, values[key])
}

/** A key that is given beside the object of the same relation counts, as in Django: it is assigned last. */
function relationsFirst(given: ReadonlySet<string>, meta: Meta): string[] {
  const isRelation = (key: string) => meta.names.has(key) && meta.find(key)?.attname !== key
  return [...given].sort((a, b) => Number(isRelation(b)) - Number(isRelation(a)))
}

function initialValue(field: Field, values: Record<string, unknown>, given: ReadonlySet<string>): unknown {
  if (given.has(field.attname)) return values[field.attname]
  if (field.primaryKey && given.has('pk')) return values.pk
  return field.getDefault()
}

/** Relations and settable properties of the class; anything else is a mistake. */
function assignOther(instance: Model, meta: Meta, key: string, value: unknown): void {
  if (meta.find(key)) {
    setValue(instance, key, value)
    return
  }
  if (meta.manyToMany.some(relation => relation.name === key)) {
    throw new UsageError(`Direct assignment to the many side '${key}' is not possible; use ${key}.set() after saving.`)
  }
  if (!hasSetter(instance, key)) throw new UsageError(unknownProperty(meta, key))
  setValue(instance, key, value)
}

function hasSetter(instance: Model, key: string): boolean {
  for (let owner = Object.getPrototypeOf(instance); owner; owner = Object.getPrototypeOf(owner)) {
    const property = Object.getOwnPropertyDescriptor(owner, key)
    if (property) return property.set !== undefined
  }
  return false
}

function unknownProperty(meta: Meta, key: string): string {
  const choices = meta.fields.flatMap(field => (field.isRelation ? [field.name, field.attname] : [field.name]))
  return `${meta.name}() got an unexpected property '${key}'. Choices are: ${choices.sort().join(', ')}`
}
