import type { MaybePromise } from './backends/backend.ts'
import { currentDatabase } from './current-database.ts'
import type { Database } from './database.ts'
import { isDeferred } from './deferred.ts'
import { DatabaseError, ValueError } from './errors.ts'
import { Expression } from './expressions/expression.ts'
import type { Field } from './fields/field.ts'
import { getValue, metaOf, setValue } from './instance.ts'
import { whenThere } from './maybe-promise.ts'
import type { Meta } from './meta.ts'
import type { Model } from './model.ts'
import { refreshInstance } from './refresh.ts'
import { cachedForward } from './related.ts'
import { insertRow, rowsExist, rowsOf, updateRows } from './row-access.ts'
import { postSave, preSave } from './signals.ts'
import { checkValues } from './validation.ts'

/** How to save; without options a row is updated if it exists and inserted otherwise. */
export interface SaveOptions {
  readonly using?: Database
  /** Insert, and fail if the row exists. */
  readonly forceInsert?: boolean
  /** Update, and fail if no row exists. */
  readonly forceUpdate?: boolean
  /** Write these fields alone, as an update; an empty list saves nothing. */
  readonly updateFields?: readonly string[]
  /** `false` leaves all checking to the database; the database's setting when left out. */
  readonly validate?: boolean
}

/**
 * Write an instance, as Django does: with a key an UPDATE, and an INSERT when that met no row; without a key an INSERT.
 * Throws ValidationError, ValueError, or the database's error.
 */
export function saveInstance(instance: Model, options: SaveOptions = {}): MaybePromise<void> {
  const meta = metaOf(instance)
  const db = options.using ?? instance._state.db ?? currentDatabase()
  adoptRelatedKeys(instance, meta)
  const names = fieldsToUpdate(instance, meta, db, options)
  if (names?.size === 0) return
  if (options.forceInsert && (options.forceUpdate || names)) {
    throw new ValueError('Cannot force both insert and updating in model saving.')
  }
  const saving = { instance, meta, db, options, names }
  if (preSave.hasListeners(meta) || postSave.hasListeners(meta)) return saveAnnounced(saving)
  return whenThere(writeRow(saving), written => settle(saving, written))
}

/** What is saved, where and how. */
interface Saving {
  readonly instance: Model
  readonly meta: Meta
  readonly db: Database
  readonly options: SaveOptions
  /** The fields that are written, as an update; undefined = all. */
  readonly names: ReadonlySet<string> | undefined
}

async function saveAnnounced(saving: Saving): Promise<void> {
  const { instance, meta, db, names } = saving
  const event = { sender: meta.model, instance, using: db, updateFields: names }
  if (preSave.hasListeners(meta)) await preSave.send(event)
  const written = await writeRow(saving)
  await settle(saving, written)
  if (postSave.hasListeners(meta)) await postSave.send({ ...event, created: written !== 'updated' })
}

/** What became of a row: `computed` is a new one with values that the database made of expressions. */
type Written = 'updated' | 'inserted' | 'computed'

/** Note where the instance is stored now. */
function settle({ instance, meta, db }: Saving, written: Written): MaybePromise<void> {
  instance._state.db = db
  instance._state.adding = false
  if (written === 'computed') return readComputed(instance, meta, db)
}

/** Take over the keys of related objects that were saved after they were assigned; refuse those that never were. */
function adoptRelatedKeys(instance: Model, meta: Meta): void {
  for (const field of meta.foreignKeys) {
    const related = cachedForward(instance, field)
    if (!related) continue
    const key = getValue(related, field.targetField.attname)
    if (!isSet(key) || !isSet(related.pk)) {
      throw new ValueError(`save() prohibited to prevent data loss due to unsaved related object '${field.name}'.`)
    }
    if (isMissing(getValue(instance, field.attname))) {
      setValue(instance, field.attname, key)
      instance._state.remember(field.name, related)
    }
  }
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || value === ''
}

/** The names asked for; those that are loaded, when some were deferred; undefined = all fields. */
function fieldsToUpdate(instance: Model, meta: Meta, db: Database, options: SaveOptions): Set<string> | undefined {
  if (options.updateFields) {
    const names = new Set(options.updateFields)
    refuseUnknown(meta, names)
    return names
  }
  if (options.forceInsert || instance._state.adding || instance._state.db !== db) return undefined
  const loaded = meta.fields.filter(field => !field.primaryKey && !isDeferred(instance, field.attname))
  const isWhole = loaded.length === meta.fields.length - 1
  return isWhole || loaded.length === 0 ? undefined : new Set(loaded.map(field => field.attname))
}

function refuseUnknown(meta: Meta, names: ReadonlySet<string>): void {
  const unknown = [...names].filter(name => {
    const field = name === 'pk' ? undefined : meta.find(name)
    return !field || field.primaryKey
  })
  if (unknown.length === 0) return
  throw new ValueError(
    `The following fields do not exist in this model, are m2m fields, or are primary keys: ${unknown.join(', ')}`,
  )
}

/** Read what the database made of the expressions of a new row; those of an update wait for `refreshFromDb`. */
async function readComputed(instance: Model, meta: Meta, db: Database): Promise<void> {
  const computed = meta.fields.filter(field => getValue(instance, field.attname) instanceof Expression)
  const names = computed.map(field => field.name)
  await refreshInstance(instance, db, names)
}

function isWritten(field: Field, names: ReadonlySet<string> | undefined): boolean {
  return !names || names.has(field.name) || names.has(field.attname)
}

/** Update or insert. */
function writeRow(saving: Saving): MaybePromise<Written> {
  const { instance, meta, options } = saving
  const hasKey = giveKey(instance, meta)
  // A key that was just made up by its default belongs to no row yet.
  const isNew = instance._state.adding && meta.pk.hasDefault && !mustUpdate(saving)
  const mustInsert = !hasKey || Boolean(options.forceInsert) || isNew
  return whenThere(loadWritten(saving), () => {
    if (!hasKey && mustUpdate(saving)) throw new ValueError('Cannot force an update in save() with no primary key.')
    return mustInsert ? insertInstance(saving) : updateOrInsert(saving)
  })
}

function mustUpdate({ options, names }: Saving): boolean {
  return Boolean(options.forceUpdate || names)
}

function updateOrInsert(saving: Saving): MaybePromise<Written> {
  return whenThere(updateRow(saving), updated => {
    if (updated) return 'updated'
    if (mustUpdate(saving)) throw new DatabaseError(nothingUpdated(saving.options))
    return insertInstance(saving)
  })
}

/** Whether values are checked before they are sent. */
function isChecked({ db, options }: Saving): boolean {
  return options.validate ?? db.validate
}

/** Values that were left in the database are read before they are written. */
function loadWritten({ instance, meta, names }: Saving): MaybePromise<void> {
  const { db, adding } = instance._state
  if (adding || !db) return
  const missing = meta.fields.filter(field => isDeferred(instance, field.attname) && isWritten(field, names))
  const missingNames = missing.map(field => field.name)
  if (missingNames.length > 0) return refreshInstance(instance, db, missingNames)
}

function nothingUpdated(options: SaveOptions): string {
  const what = options.forceUpdate ? 'Forced update' : 'Save with updateFields'
  return `${what} did not affect any rows.`
}

/** Make up a missing key by its default, which is empty for texts; tells whether the instance has one. */
function giveKey(instance: Model, meta: Meta): boolean {
  const { pk } = meta
  if (isSet(getValue(instance, pk.attname))) {
    setValue(instance, pk.attname, pk.prepare(getValue(instance, pk.attname)))
    return true
  }
  setValue(instance, pk.attname, pk.getDefault())
  return isSet(getValue(instance, pk.attname))
}

function isSet(value: unknown): boolean {
  return value !== null && value !== undefined
}

function updateRow(saving: Saving): MaybePromise<boolean> {
  const { instance, meta, db, names } = saving
  const written = meta.fields.filter(field => !field.primaryKey && isWritten(field, names))
  const values = columnValues(instance, written, false, isChecked(saving))
  const rows = rowsOf(meta, db, { pk: getValue(instance, meta.pk.attname) })
  if (written.length === 0) return names !== undefined || rowsExist(rows)
  const changes = Object.fromEntries(written.map((field, i) => [field.attname, values[i]]))
  return whenThere(updateRows(rows, changes), matched => matched > 0)
}

function insertInstance(saving: Saving): MaybePromise<Written> {
  const { instance, meta, db } = saving
  const { pk } = meta
  const madeByDatabase = pk.isAuto && !isSet(getValue(instance, pk.attname))
  const written = madeByDatabase ? meta.fieldsWithoutAutoKey : meta.fields
  const values = columnValues(instance, written, true, isChecked(saving))
  return whenThere(insertRow(meta, db, written, values), key => {
    if (madeByDatabase) setValue(instance, pk.attname, key)
    return values.some(value => value instanceof Expression) ? 'computed' : 'inserted'
  })
}

/** Values for the columns in the order of the fields; checked when asked, so that all problems are reported at once. */
function columnValues(instance: Model, fields: readonly Field[], adding: boolean, validate: boolean): unknown[] {
  const values = fields.map(field => field.preSave(instance, adding) ?? null)
  if (validate) checkValues(fields, values)
  return values
}
