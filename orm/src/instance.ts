import type { Meta } from './meta.ts'
import type { Model, ModelClass } from './model.ts'
import { ModelState, type Origin } from './state.ts'

/** Where the prototype of a model's instances keeps its Meta. */
export const META = Symbol('meta')

/**
 * What an instance is to those who read and write rows: its values, and a state beside them. What it can do is in `Model`,
 * which stands upon them.
 */
export class InstanceBase {
  declare readonly [META]: Meta
  #state: ModelState | Origin

  /** @internal Applications construct the classes that `model()` makes, with values. */
  constructor(state: ModelState | Origin) {
    this.#state = state
  }

  get _state(): ModelState {
    if (this.#state instanceof ModelState) return this.#state
    // Made when it is asked for, since most rows are only read: a third of their memory.
    const { db, siblings } = this.#state
    const state = new ModelState(false, db, siblings)
    this.#state = state
    return state
  }

  /** The primary key, whatever its field is called. */
  get pk(): unknown {
    return getValue(this, this[META].pk.attname)
  }
  set pk(value: unknown) {
    setValue(this, this[META].pk.attname, value)
  }

  /** Whether both stand for the same row: same model, same key; without a key only the same object. */
  equals(other: unknown): boolean {
    if (!(other instanceof InstanceBase) || other[META] !== this[META]) return false
    return this.pk === null || this.pk === undefined ? this === other : sameKey(this.pk, other.pk)
  }

  toString(): string {
    return `${this[META].name} object (${this.pk ?? null})`
  }
}

function sameKey(a: unknown, b: unknown): boolean {
  return a === b || (b !== null && b !== undefined && String(a) === String(b))
}

/** The Meta of an instance. */
export function metaOf(instance: InstanceBase): Meta {
  return instance[META]
}

/** Read a property by a name that is only known at run time. */
export function getValue(instance: InstanceBase, attname: string): unknown {
  return (instance as unknown as Record<string, unknown>)[attname]
}

/** Set a property by a name that is only known at run time. */
export function setValue(instance: InstanceBase, attname: string, value: unknown): void {
  ;(instance as unknown as Record<string, unknown>)[attname] = value
}

/** Make an instance of a stored row, without values and without running the constructors of the application. */
export function bareInstance<M extends Model>(model: ModelClass<M>, state: ModelState | Origin): M {
  return Reflect.construct(InstanceBase, [state], model) as M
}
