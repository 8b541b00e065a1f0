import { type ModelClass as RuntimeModelClass, useModel } from './model.ts'
import { allRows, plainTraits, type Traits } from './queryset/evaluation.ts'
import { QuerySet } from './queryset.ts'
import type { Bound } from './sql/shape.ts'
import type { ModelClass } from './types/rows.ts'

/** A class of QuerySets, to be constructed by the package. */
export type QuerySetClass<Q = unknown> = new (bound: Bound, traits: Traits, rows?: readonly never[]) => Q

/** What a manager does not have of its QuerySet: it is no list of rows, but the place where QuerySets come from. */
type NotOfManagers = keyof PromiseLike<unknown> | typeof Symbol.asyncIterator | 'shape' | 'args' | 'toString'

/** The way from a model to its rows: every method of its QuerySets, each call on a fresh one. `Q` is their own class. */
export type Manager<M, Q = never> = [Q] extends [never] ? PlainManager<M> : OwnManager<Q>

/** An interface, since the compiler compares two of one interface by `M` alone, and does so for every model. */
export interface PlainManager<out M> extends Pick<QuerySet<M>, Exclude<keyof QuerySet<unknown>, NotOfManagers>> {
  /** The QuerySet that every method starts from. */
  getQuerySet(): QuerySet<M>
}

type OwnManager<Q> = { readonly [K in keyof Q as K extends NotOfManagers ? never : K]: Q[K] } & {
  getQuerySet(): Q
}

/** What all managers share; the methods of the QuerySet class are added by {@link managerClass}. */
export class ManagerBase {
  readonly model: RuntimeModelClass
  readonly querySetClass: QuerySetClass
  /** @internal What its QuerySets start with; found at the first query, since a manager is made while its model is. */
  start: { readonly rows: Bound; readonly traits: Traits } | undefined

  constructor(model: RuntimeModelClass, querySetClass: QuerySetClass) {
    this.model = model
    this.querySetClass = querySetClass
  }

  /** The QuerySet that every method starts from; managers of related objects restrict it. */
  getQuerySet(): unknown {
    this.start ??= { rows: allRows(this.model), traits: plainTraits(this.model) }
    return new this.querySetClass(this.start.rows, this.start.traits)
  }

  all(): unknown {
    return this.getQuerySet()
  }
}

const classes = new WeakMap<QuerySetClass, typeof ManagerBase>()

/** The class of managers that has the methods of a class of QuerySets. */
export function managerClass(querySetClass: QuerySetClass): typeof ManagerBase {
  const known = classes.get(querySetClass)
  if (known) return known
  const made = class Manager extends ManagerBase {}
  for (const [name, method] of methodsOf(querySetClass)) defineProxy(made, name, method)
  classes.set(querySetClass, made)
  return made
}

/**
 * Make the manager of a model: `static readonly objects = manager(Post, PostQuerySet)`.
 * The QuerySet class brings its own methods to the manager, typed.
 */
export function manager<M>(model: ModelClass<M>): Manager<M>
export function manager<M, Q extends QuerySet<M>>(model: ModelClass<M>, querySetClass: QuerySetClass<Q>): Manager<M, Q>
export function manager(model: unknown, querySetClass: QuerySetClass = QuerySet as QuerySetClass): unknown {
  useModel(model as RuntimeModelClass)
  return new (managerClass(querySetClass))(model as RuntimeModelClass, querySetClass)
}

/** The class of QuerySets that the `objects` of a model gives; managers of related objects give the same. */
export function querySetClassOf(model: RuntimeModelClass): QuerySetClass {
  const { objects } = model as { readonly objects?: unknown }
  return objects instanceof ManagerBase ? objects.querySetClass : (QuerySet as QuerySetClass)
}

/** `all` stays out, too: it gives the QuerySet itself, which may have been read already (prefetchRelated). */
const UNPROXIED = new Set(['constructor', 'then', 'toString', 'all'])

type Method = (...args: unknown[]) => unknown

/** The methods of a class by name, its own before inherited ones. */
function methodsOf(querySetClass: QuerySetClass): Map<string, Method> {
  const methods = new Map<string, Method>()
  for (let owner = querySetClass.prototype; owner && owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (typeof value === 'function' && !UNPROXIED.has(name) && !methods.has(name)) methods.set(name, value)
    }
  }
  return methods
}

function defineProxy(target: typeof ManagerBase, name: string, method: Method): void {
  Object.defineProperty(target.prototype, name, {
    configurable: true,
    writable: true,
    value(this: ManagerBase, ...args: unknown[]) {
      return Reflect.apply(method, this.getQuerySet(), args)
    },
  })
}
