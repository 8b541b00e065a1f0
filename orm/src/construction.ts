import { UsageError } from './errors.ts'
import { setValue } from './instance.ts'
import type { Meta } from './meta.ts'
import type { Model } from './model.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * Give a new instance its values: those given, then the defaults. Every column property exists, in a fixed order;
 * `undefined` counts as not given.
 */
export function initialise(instance: Model, meta: Meta, values: Values): void {
  let taken = 0
  for (const field of meta.fields) {
    const value = values[field.attname]
    if (value === undefined) setValue(instance, field.attname, field.getDefault())
    else {
      setValue(instance, field.attname, value)
      taken += 1
    }
  }
  const given = Object.keys(values)
  if (given.length === taken) return
  for (const key of given) {
    if (values[key] !== undefined && meta.find(key)?.attname !== key) assignOther(instance, meta, key, values)
  }
}

/** Assign what is no column: `pk`, related objects, settable properties of the class; anything else is a mistake. */
function assignOther(instance: Model, meta: Meta, key: string, values: Values): void {
  const field = meta.find(key)
  if (meta.manyToMany.some(relation => relation.name === key)) {
    throw new UsageError(`Direct assignment to the many side '${key}' is not possible; use ${key}.set() after saving.`)
  }
  if (!field && !hasSetter(Object.getPrototypeOf(instance), key)) throw new UsageError(unknownProperty(meta, key))
  setValue(instance, key, values[key])
  // A key that is given beside the object of the same relation counts, as in Django.
  const own = field?.isRelation && key !== 'pk' ? values[field.attname] : undefined
  if (field && own !== undefined) setValue(instance, field.attname, own)
}

/** Whether a class has such a settable property. What every object has does not count: `__proto__` is no value. */
export function hasSetter(prototype: object, key: string): boolean {
  let owner: object | null = prototype
  for (; owner && owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    const property = Object.getOwnPropertyDescriptor(owner, key)
    if (property) return property.set !== undefined
  }
  return false
}

function unknownProperty(meta: Meta, key: string): string {
  const choices = meta.fields.flatMap(field => (field.isRelation ? [field.name, field.attname] : [field.name]))
  return `${meta.name}() got an unexpected property '${key}'. Choices are: ${choices.sort().join(', ')}`
}
