import type { Database } from './database.ts'
import { isDeferred } from './deferred.ts'
import { getValue, metaOf, setValue } from './instance.ts'
import type { Meta } from './meta.ts'
import type { Model } from './model.ts'
import { rowsOf, rowsWithOnly } from './row-access.ts'

/**
 * Read the values of an instance again; without names all that it holds, deferred fields stay deferred.
 * Related objects that were loaded are forgotten, as their keys may have changed. Throws DoesNotExist.
 */
export async function refreshInstance(instance: Model, db: Database, names?: readonly string[]): Promise<void> {
  const meta = metaOf(instance)
  if (names?.length === 0) return
  const relations = new Set(names?.filter(name => isRelationName(meta, name)))
  for (const name of relations) instance._state.forget(name)
  const wanted = fieldsToRead(
    instance,
    meta,
    names?.filter(name => !relations.has(name)),
  )
  if (wanted.length === 0) return
  const rows = rowsOf(meta, db, { pk: getValue(instance, meta.pk.attname) })
  const isWhole = wanted.length === meta.fields.length
  const fresh = await (isWhole ? rows : rowsWithOnly(rows, wanted)).get()
  for (const attname of wanted) setValue(instance, attname, getValue(fresh, attname))
  forgetRelated(instance, meta, names && new Set(wanted))
  instance._state.db = db
}

function isRelationName(meta: Meta, name: string): boolean {
  return meta.find(name) === undefined && meta.names.has(name)
}

function fieldsToRead(instance: Model, meta: Meta, names: readonly string[] | undefined): string[] {
  if (names) return names.map(name => meta.field(name).attname)
  return meta.fields.map(field => field.attname).filter(attname => !isDeferred(instance, attname))
}

/** Forget the related objects of the fields that were read; of all, and of the reverse sides, when all were. */
function forgetRelated(instance: Model, meta: Meta, read: ReadonlySet<string> | undefined): void {
  for (const field of meta.foreignKeys) if (!read || read.has(field.attname)) instance._state.forget(field.name)
  if (read) return
  for (const name of instance._state.cachedNames) instance._state.forget(name)
}
