import type { Database } from '../database.ts'
import { NotSupportedError, ValueError } from '../errors.ts'
import type { Field } from '../fields/field.ts'
import { getValue, metaOf, setValue } from '../instance.ts'
import type { Meta } from '../meta.ts'
import { Model, type ModelClass } from '../model.ts'
import { type ConflictHandling, columnInput, insertRows } from '../sql/insert.ts'
import { atomic } from '../transaction.ts'

/** How `bulkCreate` inserts and what it does with rows that meet a unique one. */
export interface BulkCreateOptions {
  /** Rows per statement; never more than the database takes parameters for. */
  readonly batchSize?: number
  /** Leave out rows that violate a constraint; the objects then get no keys. */
  readonly ignoreConflicts?: boolean
  /** Update rows that are there already. */
  readonly updateConflicts?: boolean
  /** With `updateConflicts`: the fields to write then. */
  readonly updateFields?: readonly string[]
  /** With `updateConflicts`: the unique fields by which a row is known. */
  readonly uniqueFields?: readonly string[]
}

/** Insert objects with as few statements as the database allows, in one transaction, and give them their keys. */
export async function bulkCreate(
  model: ModelClass,
  objects: readonly Model[],
  db: Database,
  options: BulkCreateOptions,
): Promise<void> {
  const { meta } = model
  if (options.batchSize !== undefined && !(options.batchSize > 0))
    throw new ValueError('Batch size must be a positive integer.')
  const conflicts = conflictHandling(meta, db, options)
  if (objects.length === 0) return
  for (const object of objects) prepare(object, meta)
  const withKey = objects.filter(object => getValue(object, meta.pk.attname) != null)
  const withoutKey = objects.filter(object => getValue(object, meta.pk.attname) == null)
  const insert = async () => {
    await insertBatches(meta, db, meta.fields, withKey, conflicts, options.batchSize)
    await insertBatches(meta, db, meta.fieldsWithoutAutoKey, withoutKey, conflicts, options.batchSize)
  }
  await atomic(insert, { using: db, savepoint: false })
}

/** Check an object and take over the keys of related objects that were saved after they were assigned. */
function prepare(object: Model, meta: Meta): void {
  if (!(object instanceof Model) || metaOf(object) !== meta)
    throw new ValueError(`bulkCreate() takes ${meta.name} objects.`)
  if (meta.pk.hasDefault && getValue(object, meta.pk.attname) == null)
    setValue(object, meta.pk.attname, meta.pk.getDefault())
  for (const field of meta.foreignKeys) {
    const related = object._state.cached(field.name) as Model | null | undefined
    if (!related || getValue(object, field.attname) != null) continue
    const key = getValue(related, field.targetField.attname)
    if (key == null) {
      throw new ValueError(
        `bulkCreate() prohibited to prevent data loss due to unsaved related object '${field.name}'.`,
      )
    }
    setValue(object, field.attname, key)
  }
}

async function insertBatches(
  meta: Meta,
  db: Database,
  fields: readonly Field[],
  objects: readonly Model[],
  conflicts: ConflictHandling | undefined,
  batchSize = Number.POSITIVE_INFINITY,
): Promise<void> {
  const limit = Math.max(Math.floor(db.backend.features.maxQueryParams / Math.max(fields.length, 1)), 1)
  const size = Math.min(batchSize, limit)
  for (let start = 0; start < objects.length; start += size) {
    await insertBatch(meta, db, fields, objects.slice(start, start + size), conflicts)
  }
}

async function insertBatch(
  meta: Meta,
  db: Database,
  fields: readonly Field[],
  objects: readonly Model[],
  conflicts: ConflictHandling | undefined,
): Promise<void> {
  const rows = objects.map(object => fields.map(field => columnInput(field, field.preSave(object, true))))
  const keys = await insertRows(meta, db, fields, rows, conflicts)
  const needsKeys = !fields.includes(meta.pk)
  for (const [i, object] of objects.entries()) {
    if (needsKeys && keys) setValue(object, meta.pk.attname, keys[i])
    object._state.adding = false
    object._state.db = db
  }
}

function conflictHandling(meta: Meta, db: Database, options: BulkCreateOptions): ConflictHandling | undefined {
  const { ignoreConflicts = false, updateConflicts = false, updateFields = [], uniqueFields = [] } = options
  if (ignoreConflicts && updateConflicts) {
    throw new ValueError('ignoreConflicts and updateConflicts are mutually exclusive.')
  }
  if (!ignoreConflicts && !updateConflicts) return undefined
  if (!db.backend.features.supportsIgnoreConflicts) {
    throw new NotSupportedError('This database backend does not support handling conflicts.')
  }
  if (ignoreConflicts) return { action: 'ignore' }
  if (updateFields.length === 0) throw new ValueError('Fields that will be updated when a row conflicts must be given.')
  return { action: 'update', update: columnFields(meta, updateFields), unique: columnFields(meta, uniqueFields) }
}

function columnFields(meta: Meta, names: readonly string[]): Field[] {
  return names.map(name => meta.field(name))
}
