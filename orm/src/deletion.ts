import type { MaybePromise } from './backends/backend.ts'
import { Collector, canFastDelete, type DeletionCounts, fastDependants } from './collector.ts'
import type { Database } from './database.ts'
import { ValueError } from './errors.ts'
import { getValue, metaOf } from './instance.ts'
import { whenThere } from './maybe-promise.ts'
import type { Meta } from './meta.ts'
import type { Model } from './model.ts'
import { executeReturning } from './queryset/execution.ts'
import type { QuerySet } from './queryset.ts'
import { bareRows, deleteRows, rowsPointing } from './row-access.ts'
import { namesSteadyRows } from './sql/deletes-together.ts'
import * as steps from './sql/steps.ts'
import { atomic } from './transaction.ts'

export type { DeletionCounts } from './collector.ts'

/** Delete one object and all that depends on it; its key is null afterwards. Throws ValueError without a key. */
export async function deleteInstance(instance: Model, db: Database): Promise<DeletionCounts> {
  const { pk, name } = metaOf(instance)
  const key = getValue(instance, pk.attname)
  if (key === null || key === undefined) {
    throw new ValueError(`${name} object can't be deleted because its ${pk.attname} attribute is set to ${key}.`)
  }
  const collector = new Collector(db)
  await collector.collectInstance(instance)
  return collector.delete()
}

/** Delete the rows of a QuerySet and all that depends on them. */
export function deleteQuerySet(rows: QuerySet<Model>, db: Database): MaybePromise<DeletionCounts> {
  const { meta } = rows.model
  // One statement is a transaction by itself.
  if (canFastDelete(meta)) return whenThere(deleteRows(rows, db), count => [count, count ? { [meta.name]: count } : {}])
  return deleteUnseen(rows, meta, db) ?? deleteCollected(rows, meta, db)
}

async function deleteCollected(rows: QuerySet<Model>, meta: Meta, db: Database): Promise<DeletionCounts> {
  const collector = new Collector(db)
  await collector.collectRows(meta, bareRows(rows, db))
  return collector.delete()
}

/** Delete rows with those that point at them and reading none; undefined where they have to be looked at. */
function deleteUnseen(rows: QuerySet<Model>, meta: Meta, db: Database): Promise<DeletionCounts> | undefined {
  const { supportsDeletesInWith, writersTakeTurns } = db.backend.features
  if (!(supportsDeletesInWith || writersTakeTurns)) return undefined
  const dependants = fastDependants(meta)
  if (!dependants || !namesSteadyRows(rows.shape.query)) return undefined
  const pointed = bareRows(rows, db)
  const all = [...dependants].map(([other, keys]) => rowsPointing(other, keys, pointed))
  all.push(pointed)
  return supportsDeletesInWith ? deleteByOneStatement(all, db) : deleteInTurn(all, db)
}

async function deleteByOneStatement(all: readonly QuerySet<Model>[], db: Database): Promise<DeletionCounts> {
  const last = all.at(-1) as QuerySet<Model> // the rows that were asked for
  const [counts] = await executeReturning(db, steps.removeTogether(last, all.slice(0, -1)))
  return countsOf(all, counts?.map(Number) ?? [])
}

/** Nobody else writes meanwhile, so that all statements find the same rows. */
async function deleteInTurn(all: readonly QuerySet<Model>[], db: Database): Promise<DeletionCounts> {
  const counts: number[] = []
  const work = async () => {
    for (const rows of all) counts.push(await deleteRows(rows, db))
  }
  await atomic(work, { using: db, savepoint: false })
  return countsOf(all, counts)
}

function countsOf(all: readonly QuerySet<Model>[], counts: readonly number[]): DeletionCounts {
  const named = all.map(({ model }, i): [string, number] => [model.meta.name, counts[i] ?? 0])
  const found = named.filter(([, count]) => count > 0)
  return [found.reduce((sum, [, count]) => sum + count, 0), Object.fromEntries(found)]
}
