import type { Backend, MaybePromise, WriteResult } from '../backends/backend.ts'
import type { Database } from '../database.ts'
import { Expression } from '../expressions/expression.ts'
import { whenThere } from '../maybe-promise.ts'
import type { Field, Meta } from '../meta.ts'
import { compileInsert, type InsertOptions } from './compile-writes.ts'
import { bindSlots, type Compiled } from './compiled.ts'
import { bindRows, literalRows } from './insert-values.ts'

/** What happens to rows that a unique constraint refuses. */
export type ConflictHandling =
  | { readonly action: 'ignore' }
  | { readonly action: 'update'; readonly update: readonly Field[]; readonly unique: readonly Field[] }

/** Statements kept per model, by columns, number of rows and handling of conflicts. */
const MAX_STATEMENTS = 50
const statements = new WeakMap<Meta, Map<string, Compiled>>()

/**
 * Insert rows of prepared values or expressions, in the order of the fields, with one statement.
 * Answers the keys that the database made up, in the order of the rows; undefined where it made none or cannot tell.
 */
export function insertRows(
  meta: Meta,
  db: Database,
  fields: readonly Field[],
  rows: readonly (readonly unknown[])[],
  conflicts?: ConflictHandling,
): MaybePromise<readonly unknown[] | undefined> {
  const { compiled, args } = statementFor(meta, db, fields, rows, conflicts)
  const makesKeys = makesKeysOf(meta, fields) && conflicts?.action !== 'ignore'
  return whenThere(db.execute(compiled.sql, bindSlots(compiled, args)), written =>
    makesKeys ? keysOf(written, compiled, db, rows.length) : undefined,
  )
}

/** A statement with its arguments. One with expressions is written anew each time, all others are kept. */
function statementFor(
  meta: Meta,
  db: Database,
  fields: readonly Field[],
  rows: readonly (readonly unknown[])[],
  conflicts: ConflictHandling | undefined,
): { readonly compiled: Compiled; readonly args: readonly unknown[] } {
  const args = literalsOf(rows)
  if (!args) {
    const bound = bindRows(meta, fields, rows)
    const options = insertOptions(meta, db, fields, conflicts)
    return { compiled: compileInsert(meta, fields, bound.cells, db.backend, options), args: bound.args }
  }
  return { compiled: keptStatement(meta, db, fields, rows.length, conflicts), args }
}

/** The values of all rows in one list; undefined where one is an expression. */
function literalsOf(rows: readonly (readonly unknown[])[]): readonly unknown[] | undefined {
  const [first] = rows
  if (first && rows.length === 1) return first.some(value => value instanceof Expression) ? undefined : first
  const literals: unknown[] = []
  for (const row of rows) {
    for (const value of row) {
      if (value instanceof Expression) return undefined
      literals.push(value)
    }
  }
  return literals
}

/** A statement as it was used last for a list of fields, without handling of conflicts: mostly the next one is like it. */
interface Latest {
  readonly backend: Backend
  readonly rowCount: number
  readonly compiled: Compiled
}

const latest = new WeakMap<readonly Field[], Latest>()

function keptStatement(
  meta: Meta,
  db: Database,
  fields: readonly Field[],
  rowCount: number,
  conflicts: ConflictHandling | undefined,
): Compiled {
  const { backend } = db
  const last = conflicts ? undefined : latest.get(fields)
  if (last?.backend === backend && last.rowCount === rowCount) return last.compiled
  const compiled = statementByToken(meta, db, fields, rowCount, insertOptions(meta, db, fields, conflicts))
  if (!conflicts) latest.set(fields, { backend, rowCount, compiled })
  return compiled
}

function statementByToken(
  meta: Meta,
  db: Database,
  fields: readonly Field[],
  rowCount: number,
  options: InsertOptions,
): Compiled {
  const known = statements.get(meta) ?? new Map<string, Compiled>()
  statements.set(meta, known)
  const token = `${db.backend.name} ${rowCount} ${columnsToken(fields)} ${optionsToken(options)}`
  const found = known.get(token)
  if (found) return found
  if (known.size >= MAX_STATEMENTS) known.clear()
  const made = compileInsert(meta, fields, literalRows(fields, rowCount), db.backend, options)
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

function optionsToken({ ignoreConflicts, updateConflicts, returning }: InsertOptions): string {
  const handled = updateConflicts
    ? `${columnsToken(updateConflicts.unique)}=>${columnsToken(updateConflicts.update)}`
    : ignoreConflicts
  return `${handled} ${returning?.length}`
}

/** A value on its way into a new row: prepared by its field, or an expression as it is. */
export function columnInput(field: Field, value: unknown): unknown {
  return value instanceof Expression ? value : field.prepareSave(value ?? null)
}

/** Whether the database makes up the keys of rows with these fields. */
function makesKeysOf({ pk }: Meta, fields: readonly Field[]): boolean {
  return pk.isAuto && !fields.includes(pk)
}

function insertOptions(
  meta: Meta,
  db: Database,
  fields: readonly Field[],
  conflicts: ConflictHandling | undefined,
): InsertOptions {
  const makesKeys = makesKeysOf(meta, fields)
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
  const keys: number[] = []
  for (let i = 0; i < count; i++) keys.push(first + i)
  return keys
}
