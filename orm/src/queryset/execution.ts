import type { MaybePromise } from '../backends/backend.ts'
import type { Database } from '../database.ts'
import { TransactionManagementError } from '../errors.ts'
import { whenThere } from '../maybe-promise.ts'
import { bindSlots, type Compiled } from '../sql/compiled.ts'
import type { Bound } from '../sql/shape.ts'
import { blockOf } from '../transaction.ts'

/** A statement that was sent, and its rows as the driver gave them. */
export interface Fetched {
  readonly compiled: Compiled
  readonly rows: readonly (readonly unknown[])[]
}

/** Read the rows of a query; nothing is sent when none can match. Synchronous when the back end is. */
export function fetchRows(db: Database, bound: Bound): MaybePromise<Fetched> {
  refuseUnheldLock(db, bound)
  const compiled = bound.shape.compiled(db.backend)
  if (compiled.empty) return { compiled, rows: compiled.emptyRow ? [compiled.emptyRow] : [] }
  return whenThere(db.query(compiled.sql, bindSlots(compiled, bound.args)), rows => ({ compiled, rows }))
}

/** @throws TransactionManagementError for locks that would be gone as soon as the rows are read */
export function refuseUnheldLock(db: Database, bound: Bound): void {
  if (!bound.shape.query.lock || !db.backend.features.supportsSelectForUpdate || blockOf(db)) return
  throw new TransactionManagementError('selectForUpdate() cannot be used outside of a transaction.')
}

/** Send a writing query and answer how many rows it matched. */
export function executeWrite(db: Database, bound: Bound): MaybePromise<number> {
  const compiled = bound.shape.compiled(db.backend)
  if (compiled.empty) return 0
  return whenThere(db.execute(compiled.sql, bindSlots(compiled, bound.args)), ({ changes }) => changes)
}

/** Send a writing query and answer the rows that it returns, as the driver gives them. */
export async function executeReturning(db: Database, bound: Bound): Promise<readonly (readonly unknown[])[]> {
  const compiled = bound.shape.compiled(db.backend)
  if (compiled.empty) return []
  const { rows = [] } = await db.execute(compiled.sql, bindSlots(compiled, bound.args))
  return rows
}

/** The first row with its values decoded, under these names. */
export function namedRow({ compiled, rows }: Fetched, names: readonly string[]): Record<string, unknown> {
  const [row = []] = rows
  const entries = names.map((name, i) => [name, decodeValue(compiled.rows.columns[i]?.decode ?? null, row[i])])
  return Object.fromEntries(entries) as Record<string, unknown>
}

function decodeValue(decode: ((value: unknown) => unknown) | null, value: unknown): unknown {
  return decode && value !== null ? decode(value) : value
}
