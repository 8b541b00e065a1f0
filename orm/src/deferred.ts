import { scopes } from './context.ts'
import { currentDatabase } from './current-database.ts'
import { LazyLoadingError } from './errors.ts'
import { getValue, setValue } from './instance.ts'
import { mapKey } from './map-key.ts'
import type { Field } from './meta.ts'
import type { Model, ModelClass } from './model.ts'
import type { AnyQuerySet } from './queryset.ts'

/** A value that `only` or `defer` left in the database; awaiting it loads it for all rows that came with this one. */
class DeferredValue implements PromiseLike<unknown> {
  readonly #instance: Model
  readonly #field: Field

  constructor(instance: Model, field: Field) {
    this.#instance = instance
    this.#field = field
  }

  // biome-ignore lint/suspicious/noThenProperty: a deferred value is awaited like any other that has to be fetched
  then<A = unknown, B = never>(
    onfulfilled?: ((value: unknown) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#load().then(onfulfilled, onrejected)
  }

  async #load(): Promise<unknown> {
    const { attname } = this.#field
    if (isDeferred(this.#instance, attname)) {
      refuseWhereForbidden(this.#field)
      const rows = this.#instance._state.siblings ?? [this.#instance]
      await loadField(
        rows.filter(row => isDeferred(row, attname)),
        this.#field,
      )
    }
    return getValue(this.#instance, attname)
  }
}

/** Whether the value of this field is still in the database only. */
export function isDeferred(instance: Model, attname: string): boolean {
  return !Object.hasOwn(instance, attname)
}

const classes = new WeakMap<ModelClass, Map<string, ModelClass>>()

/**
 * The class to make instances of that lack some fields: between them and the prototype of the model stands one whose
 * properties load the field when they are awaited. Assigning a value makes it an ordinary one.
 */
export function deferredClass(model: ModelClass, fields: readonly Field[]): ModelClass {
  const known = classes.get(model) ?? new Map<string, ModelClass>()
  classes.set(model, known)
  const key = fields.map(field => field.attname).join()
  const made = known.get(key) ?? makeClass(model, fields)
  known.set(key, made)
  return made
}

function makeClass(model: ModelClass, fields: readonly Field[]): ModelClass {
  const properties = fields.map(field => [field.attname, deferredProperty(field)] as const)
  const prototype = Object.create(model.prototype, Object.fromEntries(properties)) as object
  // Only ever used as `new.target`, of which nothing but the prototype counts.
  return Object.assign(function Deferred() {}, { prototype }) as unknown as ModelClass
}

function deferredProperty(field: Field): PropertyDescriptor & ThisType<Model> {
  return {
    configurable: true,
    get() {
      return new DeferredValue(this, field)
    },
    set(value: unknown) {
      Object.defineProperty(this, field.attname, { configurable: true, enumerable: true, writable: true, value })
    },
  }
}

function refuseWhereForbidden({ name, meta }: Field): void {
  if (scopes.getStore()?.lazyLoading !== false) return
  throw new LazyLoadingError(`${meta.name}.${name} was left out by only() or defer(), and lazy loading is off here.`)
}

async function loadField(rows: readonly Model[], field: Field): Promise<void> {
  const { model, name, pk } = field.meta
  const values = await valuesByKey(rows, field)
  for (const row of rows) {
    const key = mapKey(getValue(row, pk.attname))
    if (!values.has(key)) throw new model.DoesNotExist(`${name} matching query does not exist.`)
    setValue(row, field.attname, values.get(key))
  }
}

/** Ask the database that the rows came from, whatever the default manager of the model hides. */
async function valuesByKey(rows: readonly Model[], { attname, meta }: Field): Promise<Map<unknown, unknown>> {
  // Built upon QuerySets, which are built upon this module: loaded when first used.
  const { rowsOf } = await import('./row-access.ts')
  const keys = rows.map(row => getValue(row, meta.pk.attname))
  const stored = rowsOf(meta, rows[0]?._state.db ?? currentDatabase(), { pk__in: keys }) as AnyQuerySet
  const found: [unknown, unknown][] = await stored.valuesList('pk', attname)
  return new Map(found.map(([key, value]) => [mapKey(key), value]))
}
