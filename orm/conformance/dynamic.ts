import * as orm from '../src/index.ts'
import { Unsupported } from './format.ts'

/**
 * The package as a caller without types sees it: models come from a file, so no row type is known.
 * What is missing is reported by name instead of failing as "not a function".
 */
const library = orm as unknown as Readonly<Record<string, unknown>>

/** An object of a model that the file declares. */
export interface DynamicInstance {
  [property: string]: unknown
  pk: unknown
  save(options?: object): Promise<void>
  delete(): Promise<[number, Record<string, number>]>
  refreshFromDb(fields?: readonly string[]): Promise<void>
}

/** A QuerySet or manager whose rows are not typed. */
export interface DynamicQuerySet extends PromiseLike<unknown[]>, AsyncIterable<unknown> {
  readonly [method: string]: unknown
}

export interface DynamicModel {
  new (values?: object): DynamicInstance
  readonly objects: DynamicQuerySet
  readonly meta: orm.Meta
}

/** Call an exported function or construct an exported class. */
export function make(name: string, ...args: unknown[]): unknown {
  const exported = library[name]
  if (typeof exported !== 'function') throw new Unsupported(name)
  const isClass = /^class\b/.test(Function.prototype.toString.call(exported))
  return isClass ? Reflect.construct(exported, args) : Reflect.apply(exported, undefined, args)
}

/** Call a method of a QuerySet, manager or expression. */
export function call(target: unknown, method: string, ...args: unknown[]): unknown {
  const found = (target as Readonly<Record<string, unknown>>)[method]
  if (typeof found !== 'function') throw new Unsupported(`${(target as object).constructor.name}.${method}`)
  return Reflect.apply(found, target, args)
}

export function isInstance(value: unknown): value is DynamicInstance {
  return value instanceof orm.Model
}
