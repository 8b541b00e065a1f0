import type { Database } from './database.ts'
import { FieldError, UsageError, ValueError } from './errors.ts'
import { F } from './expressions/references.ts'
import { getValue, metaOf, setValue } from './instance.ts'
import { querySetClassOf } from './manager.ts'
import { mapKey } from './map-key.ts'
import type { Model } from './model.ts'
import { allRows, Evaluation, plainTraits } from './queryset/evaluation.ts'
import type { AnyQuerySet } from './queryset.ts'
import { classBehind, type ManyToManyRelation, type Relation } from './relation.ts'
import type { RowSource } from './types/expressions.ts'
import type { PrefetchType } from './types/prefetched.ts'

/** What `prefetchRelated` takes: a path of accessors, or a {@link Prefetch}. */
export type PrefetchInput = string | PrefetchLookup

/** What is read instead of all related objects, and where they go. */
export interface PrefetchOptions<Attr extends string, R> {
  readonly queryset?: AnyQuerySet & RowSource<R>
  readonly toAttr?: Attr
}

/** The name under which rows of a many-to-many relation bring along the key of the object that they belong to. */
const OWNER = '_prefetchOwner'

/**
 * Prefetch a path with a QuerySet of one's own, or into a property of one's own.
 * @throws ValueError for a QuerySet whose rows are no instances.
 */
export function Prefetch<const Path extends string = string, const Attr extends string = string, R = unknown>(
  path: Path,
  options: PrefetchOptions<Attr, R> = {},
): PrefetchLookup<Path, Attr, R> {
  return new PrefetchLookup(path, options)
}

/** What {@link Prefetch} makes. */
export class PrefetchLookup<const Path extends string = string, const Attr extends string = string, R = unknown>
  implements PrefetchType<Path, Attr, R>
{
  readonly path: Path
  readonly queryset: AnyQuerySet | undefined
  /** Property that takes the related objects, a list or one object, instead of the relation itself. */
  readonly toAttr: Attr | undefined
  declare readonly rows?: readonly R[]

  constructor(path: Path, options: PrefetchOptions<Attr, R>) {
    if (options.queryset && options.queryset.rowFormat !== 'instance') {
      throw new ValueError('Prefetch querysets cannot use values() or valuesList().')
    }
    this.path = path
    this.queryset = options.queryset
    this.toAttr = options.toAttr
  }

  /** The same path as later lookups write it: with `toAttr` in the place of the last relation. */
  get reachedAs(): string {
    return this.toAttr === undefined ? this.path : [...this.path.split('__').slice(0, -1), this.toAttr].join('__')
  }
}

/**
 * Load related objects of some instances, one query per relation on the way.
 * @throws FieldError for a name that is none, ValueError for one that is no relation.
 */
export async function prefetchRelatedObjects(
  instances: readonly Model[],
  lookups: readonly PrefetchInput[],
  db: Database,
): Promise<void> {
  const reached = new Map<string, readonly Model[]>()
  for (const lookup of lookups.map(input => (typeof input === 'string' ? Prefetch(input) : input))) {
    if (!reached.has(lookup.reachedAs)) await follow(instances, lookup, reached, db)
    else if (lookup.queryset) {
      throw new ValueError(`'${lookup.reachedAs}' lookup was already seen with a different queryset.`)
    }
  }
}

/** Go along a path, loading what nobody loaded before; `reached` holds the objects at the end of each path so far. */
async function follow(
  instances: readonly Model[],
  lookup: PrefetchLookup,
  reached: Map<string, readonly Model[]>,
  db: Database,
): Promise<void> {
  const segments = lookup.reachedAs.split('__')
  const names = lookup.path.split('__')
  let objects = instances
  for (const [level, name] of names.entries()) {
    if (objects.length === 0) return
    const path = segments.slice(0, level + 1).join('__')
    const isLast = level === names.length - 1
    const known = reached.get(path)
    objects = known ?? (await load(objects, name, lookup, isLast, db))
    if (!known) reached.set(path, objects)
  }
}

/** Load one relation of some objects and give the objects at its other end. */
async function load(
  objects: readonly Model[],
  name: string,
  lookup: PrefetchLookup,
  isLast: boolean,
  db: Database,
): Promise<readonly Model[]> {
  const relation = relationNamed(objects[0] as Model, name, lookup) // there is at least one object
  const queryset = isLast ? lookup.queryset : undefined
  const toAttr = isLast ? lookup.toAttr : undefined
  const open = queryset ? objects : objects.filter(object => object._state.cached(relation.name) === undefined)
  if (open.length > 0) await distribute(open, relation, queryset ?? relatedRows(relation, db), toAttr)
  return objects.flatMap(object => loaded(object, relation, toAttr))
}

function loaded(object: Model, relation: Relation, toAttr: string | undefined): readonly Model[] {
  const value = toAttr === undefined ? object._state.cached(relation.name) : getValue(object, toAttr)
  if (value instanceof Evaluation) return (value as Evaluation<Model>).loadedRows ?? []
  return value == null ? [] : ([value].flat() as readonly unknown[] as readonly Model[])
}

function relationNamed(object: Model, name: string, lookup: PrefetchLookup): Relation {
  const meta = metaOf(object)
  const found = [...meta.names.values()].find(entry => 'accessor' in entry && entry.accessor === name)
  if (found) return found as Relation // only relations have an accessor
  if (name in object) {
    throw new ValueError(`'${lookup.path}' does not resolve to an item that supports prefetching.`)
  }
  throw new FieldError(
    `Cannot find '${name}' on ${meta.name}, '${lookup.path}' is an invalid parameter to prefetchRelated()`,
  )
}

function relatedRows(relation: Relation, db: Database): AnyQuerySet {
  const model = classBehind(relation)
  const QuerySetClass = querySetClassOf(model)
  return new QuerySetClass(allRows(model), { ...plainTraits(model), db }) as AnyQuerySet
}

async function distribute(
  objects: readonly Model[],
  relation: Relation,
  queryset: AnyQuerySet,
  toAttr: string | undefined,
): Promise<void> {
  if (toAttr !== undefined) refuseTaken(objects[0] as Model, toAttr)
  const groups = await (relation.kind === 'manyToMany'
    ? fetchThroughTable(objects, relation as ManyToManyRelation, queryset)
    : fetchByKey(objects, relation, queryset))
  const own = ownAttname(relation)
  for (const object of objects) {
    const rows = groups.get(mapKey(getValue(object, own))) ?? []
    if (toAttr !== undefined) setValue(object, toAttr, relation.multiple ? rows : (rows[0] ?? null))
    else if (relation.multiple) object._state.remember(relation.name, managerOf(object, relation).filledWith(rows))
    else object._state.remember(relation.name, rows[0] ?? null)
    if (relation.kind !== 'manyToMany' && relation.direction === 'reverse') {
      for (const row of rows) row._state.remember(relation.field.name, object)
    }
  }
}

/** What the manager of an object would read. */
function managerOf(object: Model, relation: Relation): AnyQuerySet {
  const manager = getValue(object, relation.accessor as string) as { freshQuerySet(): AnyQuerySet } // found by its accessor
  return manager.freshQuerySet()
}

function refuseTaken(object: Model, toAttr: string): void {
  const meta = metaOf(object)
  if (meta.find(toAttr) || meta.names.has(toAttr)) {
    throw new ValueError(`toAttr='${toAttr}' conflicts with a field on the ${meta.name} model.`)
  }
}

type Groups = ReadonlyMap<unknown, readonly Model[]>

/** Rows over a foreign key, in either direction, by the value of the column that joins them. */
async function fetchByKey(objects: readonly Model[], relation: Relation, queryset: AnyQuerySet): Promise<Groups> {
  const other = relation.hops()[0]?.toFields[0]?.attname as string // a hop joins at least one pair of columns
  const condition = { [`${other}__in`]: keysOf(objects, ownAttname(relation)) }
  const rows = (await queryset.slicedPer(other).filter(condition)) as readonly Model[]
  return Map.groupBy(rows, row => mapKey(getValue(row, other)))
}

/** Rows over a join table, by the key of the object that each belongs to; a row comes once for each of its objects. */
async function fetchThroughTable(
  objects: readonly Model[],
  relation: ManyToManyRelation,
  queryset: AnyQuerySet,
): Promise<Groups> {
  const { manyToMany, direction } = relation
  const back = direction === 'forward' ? manyToMany.reverseRelation.name : manyToMany.relation.name
  const restricted = queryset.slicedPer(OWNER).sharing({ [`${back}__in`]: keysOf(objects, ownAttname(relation)) })
  const rows = (await restricted.annotate({ [OWNER]: F(back) } as never)) as readonly Model[]
  const groups = Map.groupBy(rows, row => mapKey(getValue(row, OWNER)))
  for (const row of rows) Reflect.deleteProperty(row, OWNER)
  return groups
}

/** The property of the near side that a relation joins by. */
function ownAttname(relation: Relation): string {
  const attname = relation.hops()[0]?.fromFields[0]?.attname
  if (attname === undefined) throw new UsageError(`The relation '${relation.name}' joins no columns.`)
  return attname
}

function keysOf(objects: readonly Model[], attname: string): unknown[] {
  const keys = objects.map(object => getValue(object, attname)).filter(key => key !== null && key !== undefined)
  return [...new Map(keys.map(key => [mapKey(key), key])).values()]
}
