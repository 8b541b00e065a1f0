import { cleanInstance, type FullCleanOptions } from './clean.ts'
import { initialise } from './construction.ts'
import { currentDatabase } from './current-database.ts'
import type { Database } from './database.ts'
import { type DeletionCounts, deleteInstance } from './deletion.ts'
import { DoesNotExist, MultipleObjectsReturned, UsageError } from './errors.ts'
import { InstanceBase, META } from './instance.ts'
// Conditions need no more than a model: whoever has one has the lookups that its fields come with.
import './lookups/built-in.ts'
import { type Manager, manager } from './manager.ts'
import { type FieldSpecs, Meta, type ModelOptions } from './meta.ts'
import { refreshInstance } from './refresh.ts'
import { declareRelations, settleRelations } from './registry.ts'
import { defineForward, defineReverse } from './related.ts'
import { type SaveOptions, saveInstance } from './save.ts'
import { ModelState } from './state.ts'
import type { Fields } from './types/fields.ts'
import type { ModelOptionsOf } from './types/options.ts'
import type { Init, Instance } from './types/rows.ts'

/** A class whose instances are rows. */
export interface ModelClass<M extends Model = Model> {
  new (values?: Record<string, unknown>): M
  readonly prototype: M
  readonly name: string
  readonly meta: Meta
  readonly fields: FieldSpecs
  readonly DoesNotExist: typeof DoesNotExist
  readonly MultipleObjectsReturned: typeof MultipleObjectsReturned
  /** The default manager. */
  readonly objects: Manager<M>
}

/** What every instance of every model can do. */
export class Model extends InstanceBase {
  /** Write the row: an update where it exists, else an insert. Throws ValidationError and the database's errors. */
  async save(options: SaveOptions = {}): Promise<void> {
    await saveInstance(this, options)
  }

  /**
   * Delete the row and all that depends on it; counts in all and by model. The key is null afterwards.
   * Throws ProtectedError, RestrictedError, and ValueError for an object without a key.
   */
  async delete(options: { readonly using?: Database } = {}): Promise<DeletionCounts> {
    return deleteInstance(this, options.using ?? databaseOf(this))
  }

  /** Read the row again, or some fields of it, and forget the related objects that were loaded. Throws DoesNotExist. */
  async refreshFromDb(fields?: readonly string[], options: { readonly using?: Database } = {}): Promise<void> {
    await refreshInstance(this, options.using ?? databaseOf(this), fields)
  }

  /** Check the object as a whole; override to throw a ValidationError of one's own. Called by `fullClean`. */
  clean(): void | Promise<void> {}

  /**
   * Check every value, blanks included, then `clean()`, what has to be unique, and the constraints of the model.
   * Throws one ValidationError.
   */
  async fullClean(options: FullCleanOptions = {}): Promise<void> {
    await cleanInstance(this, options)
  }
}

/** The database that an instance belongs to: where it came from, else the current one. */
function databaseOf(instance: Model): Database {
  return instance._state.db ?? currentDatabase()
}

/** Note that a program uses a class: the package cannot find it from the base that `model()` generated. */
export function useModel(model: ModelClass): void {
  model.prototype[META].adopt(model)
}

/** The class that `model()` makes, for a model to extend. */
export type ModelBaseClass<Name extends string, S> = ModelStatics<Name, S> & ProvidedManager<Model & Instance<Name, S>>

/**
 * The manager that a model has when it declares none; its rows lack what the class adds. A mapped property, since those
 * may be declared again without `override`: `static readonly objects: Manager<User> = manager(User)`.
 */
type ProvidedManager<M> = { readonly [K in 'objects']: Manager<M> }

/** What the class that `model()` makes has of its own. */
interface ModelStatics<Name extends string, S> {
  new (values?: Init<S, Instance<Name, S>>): Model & Instance<Name, S>
  readonly fields: S
  readonly meta: Meta
  readonly DoesNotExist: typeof DoesNotExist
  readonly MultipleObjectsReturned: typeof MultipleObjectsReturned
}

/**
 * Make the base class of a model from its name and fields: `class User extends model('User', { … }) {}`.
 * Without a primary key among the fields it gets an automatic `id`. Throws UsageError for impossible declarations.
 */
export function model<const Name extends string, const S extends Fields>(
  name: Name,
  fields: S,
  options: ModelOptionsOf<NoInfer<S>> = {},
): ModelBaseClass<Name, S> {
  // The factories return these very classes under types of their own.
  return defineModel(name, fields as unknown as FieldSpecs, options as ModelOptions) as unknown as ModelBaseClass<
    Name,
    S
  >
}

/** Make the base class of a model at run time; `model()` is this with types. */
export function defineModel(name: string, specs: FieldSpecs, options: ModelOptions = {}): ModelClass {
  const meta = new Meta(name, specs, options)
  const errors = errorClasses()
  class Base extends Model {
    static readonly fields = specs
    static get meta(): Meta {
      // biome-ignore lint/complexity/noThisInStatic: the class that is asked, whose first use makes it known
      const asked = this as unknown as ModelClass
      // The base is asked by the package, too, as long as it knows no other.
      if (asked !== base) meta.adopt(asked)
      settleRelations()
      return meta
    }
    static get objects(): Manager<Model> {
      // biome-ignore lint/complexity/noThisInStatic: the class that is asked, which may extend this one
      return defaultManager(this as unknown as ModelClass)
    }
    static get DoesNotExist(): typeof DoesNotExist {
      return errors.DoesNotExist
    }
    static get MultipleObjectsReturned(): typeof MultipleObjectsReturned {
      return errors.MultipleObjectsReturned
    }
    constructor(values: Record<string, unknown> = {}) {
      super(new ModelState(true))
      if (meta.abstract) throw new UsageError(`Model ${name} is abstract and has no instances.`)
      meta.adopt(new.target as unknown as ModelClass)
      settleRelations()
      initialise(this, meta, values)
    }
  }
  Object.defineProperty(Base, 'name', { value: name })
  Object.defineProperty(Base.prototype, META, { value: meta })
  const base = Base as unknown as ModelClass
  defineRelations(meta, base)
  return base
}

const managers = new WeakMap<ModelClass, Manager<Model>>()

function defaultManager(model: ModelClass): Manager<Model> {
  const known = managers.get(model)
  if (known) return known
  const made = manager<Model>(model)
  managers.set(model, made)
  return made
}

function errorClasses(): Pick<ModelClass, 'DoesNotExist' | 'MultipleObjectsReturned'> {
  return {
    DoesNotExist: class extends DoesNotExist {
      override get name() {
        return 'DoesNotExist'
      }
    },
    MultipleObjectsReturned: class extends MultipleObjectsReturned {
      override get name() {
        return 'MultipleObjectsReturned'
      }
    },
  }
}

function defineRelations(meta: Meta, base: ModelClass): void {
  meta.define(base)
  if (meta.abstract) return
  meta.onReverse = relation => defineReverse(base, relation)
  for (const field of [...meta.foreignKeys, ...meta.manyToMany]) defineForward(base, field)
  declareRelations([...meta.foreignKeys, ...meta.manyToMany])
}
