import { UsageError } from './errors.ts'
import { metaOf } from './instance.ts'
import type { ManagerBase, QuerySetClass } from './manager.ts'
import { managerClass, querySetClassOf } from './manager.ts'
import { manyToManyManagerClass } from './many-to-many-manager.ts'
import { Model } from './model.ts'
import { classBehind, type Relation } from './relation.ts'
import { nullableReverseManagerClass, reverseManagerClass } from './reverse-manager.ts'

/** A manager that belongs to one object. */
export type BoundManagerClass = new (instance: Model, relation: never, querySetClass: QuerySetClass) => ManagerBase

type Kind = 'reverse' | 'nullableReverse' | 'manyToMany'

/** Classes of managers by the class of their QuerySets, whose methods they have. */
const classes = new WeakMap<QuerySetClass, Map<Kind, BoundManagerClass>>()

/** The manager of the objects that are related to one instance. Throws ValueError for many-to-many without a key. */
export function relatedManager(instance: Model, relation: Relation): ManagerBase {
  const querySetClass = querySetClassOf(classBehind(relation))
  const Manager = classFor(querySetClass, kindOf(relation))
  return new Manager(instance, relation as never, querySetClass) // each class takes the relations of its kind
}

function kindOf(relation: Relation): Kind {
  if (relation.kind === 'manyToMany') return 'manyToMany'
  return relation.field.null ? 'nullableReverse' : 'reverse'
}

function classFor(querySetClass: QuerySetClass, kind: Kind): BoundManagerClass {
  const byKind = classes.get(querySetClass) ?? new Map<Kind, BoundManagerClass>()
  classes.set(querySetClass, byKind)
  const known = byKind.get(kind)
  if (known) return known
  const made = makers[kind](managerClass(querySetClass))
  byKind.set(kind, made)
  return made
}

const makers: Readonly<Record<Kind, (base: typeof ManagerBase) => BoundManagerClass>> = {
  reverse: base => reverseManagerClass(base) as BoundManagerClass,
  nullableReverse: base => nullableReverseManagerClass(base) as BoundManagerClass,
  manyToMany: base => manyToManyManagerClass(base) as BoundManagerClass,
}

/** Take an object of options off the end of arguments that are otherwise instances or keys. */
export function splitOptions<O extends object>(args: readonly unknown[]): [objects: unknown[], options: Partial<O>] {
  const last = args.at(-1)
  const isOptions = typeof last === 'object' && last !== null && Object.getPrototypeOf(last) === Object.prototype
  return isOptions ? [args.slice(0, -1), last as Partial<O>] : [[...args], {}]
}

/** Refuse what is no instance of the model at the other end. */
export function requireInstance(relation: Relation, value: unknown): Model {
  if (value instanceof Model && metaOf(value) === relation.to) return value
  throw new UsageError(`'${relation.to.name}' instance expected, got ${value}.`)
}
