import type { MaybePromise, WriteResult } from '../backends/backend.ts'
import type { Database } from '../database.ts'
import type { Field, Meta } from '../meta.ts'
import { compileInsert, type InsertOptions } from './compile-writes.ts'
import { bindSlots, type Compiled } from './compiled.ts'

/** What happens to rows that a unique constraint refuses. */
export type ConflictHandling =
  | { readonly action: 'ignore' }
  | { readonly action: 'update'; readonly update: readonly Field[]; readonly unique: readonly Field[] }

/** Statements kept per model, by columns, number of rows and handling of conflicts. */
const MAX_STATEMENTS = 50
const statements = new WeakMap<Meta, Map<string, Compiled>>()

/**
 * Insert rows of prepared values, in the order of the fields, with one statement.
 * Answers the keys that the database made up, in the order of the rows; undefined where it made none or cannot tell.
 */
export function insertRows(
  meta: Meta,
  db: Database,
  fields: readonly Field[],
  rows: readonly (readonly unknown[])[],
  conflicts?: ConflictHandling,
): MaybePromise<readonly unknown[] | undefined> {
  const makesKeys = meta.pk.isAuto && !fields.includes(meta.pk)
  const compiled = statementFor(meta, db, fields, rows.length, makesKeys, conflicts)
  const args = rows.length === 1 ? (rows[0] as readonly unknown[]) : rows.flat() // the length says so
  const result = db.execute(compiled.sql, bindSlots(compiled, args))
  if (!makesKeys || conflicts?.action === 'ignore')
    return result instanceof Promise ? result.then(() => undefined) : undefined
  const keys = (written: WriteResult) => keysOf(written, compiled, db, rows.length)
  return result instanceof Promise ? result.then(keys) : keys(result)
}

function statementFor(
  meta: Meta,
  db: Database,
  fields: readonly Field[],
  rowCount: number,
  makesKeys: boolean,
  conflicts: ConflictHandling | undefined,
): Compiled {
  const known = statements.get(meta) ?? new Map<string, Compiled>()
  statements.set(meta, known)
  const token = `${db.backend.name} ${rowCount} ${columnsToken(fields)} ${conflictToken(conflicts)}`
  const found = known.get(token)
  if (found) return found
  if (known.size >= MAX_STATEMENTS) known.clear()
  const made = compileInsert(meta, fields, rowCount, db.backend, insertOptions(meta, db, makesKeys, conflicts))
  known.set(token, made)
  return made
}

/** Lists of fields are mostly those of the Meta, the same at every call. */
const columnTokens = new WeakMap<readonly Field[], string>()

function columnsToken(fields: readonly Field[]): string {
  const known = columnTokens.get(fields)
  if (known !== undefined) return known
  const made = fields.map(field => JSON.stringify(field.column)).join()
  columnTokens.set(fields, made)
  return made
}

function conflictToken(conflicts: ConflictHandling | undefined): string {
  if (conflicts?.action !== 'update') return conflicts?.action ?? ''
  return `${conflicts.unique.map(field => field.column)}=>${conflicts.update.map(field => field.column)}`
}

function insertOptions(
  meta: Meta,
  db: Database,
  makesKeys: boolean,
  conflicts: ConflictHandling | undefined,
): InsertOptions {
  return {
    ignoreConflicts: conflicts?.action === 'ignore',
    ...(conflicts?.action === 'update' && { updateConflicts: conflicts }),
    ...(makesKeys && db.backend.features.supportsReturning && { returning: [meta.pk] }),
  }
}

/** Keys as the statement returned them; without that, counted from the one that the connection remembers. */
function keysOf(result: WriteResult, compiled: Compiled, db: Database, count: number): readonly unknown[] | undefined {
  const decode = compiled.rows.columns[0]?.decode
  if (result.rows) return result.rows.map(([key]) => (decode ? decode(key) : key))
  if (result.lastInsertId === undefined) return undefined
  const last = Number(result.lastInsertId)
  if (count === 1) return [last]
  const first = db.backend.features.lastInsertIdIsLast ? last - count + 1 : last
  return Array.from({ length: count }, (_, i) => first + i)
}
