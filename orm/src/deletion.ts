import { Collector, canFastDelete, type DeletionCounts } from './collector.ts'
import type { Database } from './database.ts'
import { ValueError } from './errors.ts'
import { getValue, metaOf } from './instance.ts'
import { whenThere } from './maybe-promise.ts'
import type { Model, ModelClass } from './model.ts'
import type { QuerySet } from './queryset.ts'
import { deleteRows } from './row-access.ts'

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
export async function deleteQuerySet(model: ModelClass, rows: QuerySet<Model>, db: Database): Promise<DeletionCounts> {
  const { meta } = model
  // One statement is a transaction by itself.
  if (canFastDelete(meta)) return whenThere(deleteRows(rows), count => [count, count ? { [meta.name]: count } : {}])
  const collector = new Collector(db)
  await collector.collectRows(meta, rows)
  return collector.delete()
}
