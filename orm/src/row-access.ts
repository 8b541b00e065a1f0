import type { MaybePromise } from './backends/backend.ts'
import type { Database } from './database.ts'
import type { Field } from './fields/field.ts'
import type { ForeignKeyField } from './fields/foreign-key.ts'
import { whenThere } from './maybe-promise.ts'
import type { Meta } from './meta.ts'
import type { Model } from './model.ts'
import { Q } from './q.ts'
import { allRows, plainTraits } from './queryset/evaluation.ts'
import { executeWrite } from './queryset/execution.ts'
import { QuerySet } from './queryset.ts'
import { saysOnlyWhatKeyRefersTo } from './sql/deletes-together.ts'
import { columnInput, insertRows } from './sql/insert.ts'
import * as steps from './sql/steps.ts'

type Condition = Readonly<Record<string, unknown>>

/** The rows for which one of the conditions holds, whatever the default manager of the model hides. */
export function rowsOf(meta: Meta, db: Database, ...conditions: readonly Condition[]): QuerySet<Model> {
  const [first, ...others] = conditions
  const any = first && others.length ? Q(first).or(...others.map(other => Q(other))) : first
  const all = allRows(meta.model)
  return new QuerySet<Model>(any ? steps.filter(all, [any]) : all, { ...plainTraits(meta.model), db })
}

/** The rows of a model that point by one of these keys at any of the others. */
export function rowsPointing(meta: Meta, keys: readonly ForeignKeyField[], at: QuerySet<Model>): QuerySet<Model> {
  const { db, shape } = at
  if (!keys.every(key => saysOnlyWhatKeyRefersTo(shape.query, key)))
    return rowsOf(meta, db, ...keys.map(key => ({ [`${key.name}__in`]: at })))
  return new QuerySet<Model>(steps.pointing(allRows(meta.model), keys, at), { ...plainTraits(meta.model), db })
}

/** The rows without those for which a condition holds. */
export function rowsExcept(rows: QuerySet<Model>, condition: Condition): QuerySet<Model> {
  const { model, db } = rows
  return new QuerySet<Model>(steps.exclude(rows, [condition]), { ...plainTraits(model), db })
}

/** The rows with some of their fields only; the others are deferred. */
export function rowsWithOnly(rows: QuerySet<Model>, fields: readonly string[]): QuerySet<Model> {
  const { model, db } = rows
  return new QuerySet<Model>(steps.only(rows, fields), { ...plainTraits(model), db })
}

/** Delete rows with one statement, without cascades; answers how many went. */
export function deleteRows(rows: QuerySet<Model>, db: Database): MaybePromise<number> {
  return executeWrite(db, steps.remove(rows))
}

/** The same rows, without what only reading needs. */
export function bareRows(rows: QuerySet<Model>, db: Database): QuerySet<Model> {
  return new QuerySet<Model>(steps.bare(rows), { ...plainTraits(rows.model), db })
}

/** Write values into rows with one statement, unchecked; answers how many rows matched. */
export function updateRows(rows: QuerySet<Model>, changes: Condition): MaybePromise<number> {
  return executeWrite(rows.db, steps.update(rows, changes))
}

/** Whether there is any such row. */
export function rowsExist(rows: QuerySet<Model>): Promise<boolean> {
  return rows.exists()
}

/** Insert one row of values in the order of the fields; answers the key that the database made up, if it did. */
export function insertRow(
  meta: Meta,
  db: Database,
  fields: readonly Field[],
  values: readonly unknown[],
): MaybePromise<unknown> {
  const row = fields.map((field, i) => columnInput(field, values[i]))
  return whenThere(insertRows(meta, db, fields, [row]), keys => keys?.[0])
}
