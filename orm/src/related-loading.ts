import { scopes } from './context.ts'
import { currentDatabase } from './current-database.ts'
import type { Database } from './database.ts'
import { LazyLoadingError } from './errors.ts'
import { getValue, metaOf } from './instance.ts'
import { mapKey } from './map-key.ts'
import type { Model } from './model.ts'
import { missingReverse } from './related.ts'
import { classBehind, type Relation } from './relation.ts'
import { rowsOf } from './row-access.ts'

/** Rows that are loading a relation together, so that awaiting it for each of them asks the database once. */
const underWay = new WeakMap<readonly Model[], Map<string, Promise<void>>>()

/**
 * Load the object at the other end of a relation of one instance, and of all rows that came with it.
 * Rejects with the other model's `DoesNotExist` when there is none.
 */
export async function loadRelated(instance: Model, relation: Relation): Promise<Model | null> {
  const name = relation.name
  if (scopes.getStore()?.lazyLoading === false) throw lazyLoadingRefused(instance, relation)
  void classBehind(relation)
  await loadTogether(instance, relation)
  const loaded = instance._state.cached(name) as Model | null | undefined
  if (loaded) return loaded
  if (relation.direction === 'reverse') throw missingReverse(relation)
  throw new relation.to.model.DoesNotExist(`${relation.to.name} matching query does not exist.`)
}

function lazyLoadingRefused(instance: Model, relation: Relation): LazyLoadingError {
  const { name } = metaOf(instance)
  return new LazyLoadingError(
    `${name}.${relation.accessor} is not loaded and lazy loading is off here; use selectRelated('${relation.name}').`,
  )
}

function loadTogether(instance: Model, relation: Relation): Promise<void> {
  const rows = instance._state.siblings ?? [instance]
  const loading = underWay.get(rows)?.get(relation.name)
  if (loading) return loading
  const promise = loadFor(rows.includes(instance) ? rows : [instance], relation).finally(() => {
    underWay.get(rows)?.delete(relation.name)
  })
  const others = underWay.get(rows) ?? new Map<string, Promise<void>>()
  underWay.set(rows, others.set(relation.name, promise))
  return promise
}

/** Fetch in one query what the rows miss, and hand it out. */
async function loadFor(rows: readonly Model[], relation: Relation): Promise<void> {
  const [hop] = relation.hops()
  if (!hop) return
  const own = hop.fromFields[0]?.attname as string // a hop joins at least one pair of columns
  const other = hop.toFields[0]?.attname as string
  const open = rows.filter(row => needsLoading(row, relation, own))
  const keys = new Set(open.map(row => getValue(row, own)))
  const found = await fetchByKey(relation, open[0]?._state.db ?? currentDatabase(), other, [...keys])
  for (const row of open) {
    const match = found.get(mapKey(getValue(row, own))) ?? null
    if (match || relation.direction === 'reverse') row._state.remember(relation.name, match)
    if (match && relation.kind === 'oneToOne') rememberBack(match, relation, row)
  }
}

function needsLoading(row: Model, relation: Relation, own: string): boolean {
  const key = getValue(row, own)
  return key !== null && key !== undefined && !row._state.cached(relation.name)
}

async function fetchByKey(
  relation: Relation,
  db: Database,
  attname: string,
  keys: readonly unknown[],
): Promise<Map<unknown, Model>> {
  const found = new Map<unknown, Model>()
  if (keys.length === 0) return found
  for (const row of await rowsOf(relation.to, db, { [`${attname}__in`]: keys }))
    found.set(mapKey(getValue(row, attname)), row)
  return found
}

function rememberBack(match: Model, relation: Relation, row: Model): void {
  const back = relation.direction === 'forward' ? relation.field.reverseRelation : relation.field.relation
  match._state.remember(back.name, row)
}
