import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { DataError } from '../../errors.ts'
import type { Connection, MaybePromise, NamedRows, SqlValue, WriteResult } from '../backend.ts'
import { defineAggregates } from './aggregates.ts'
import { isBusy, isUnsafeInteger, translateError } from './errors.ts'
import { functions } from './functions.ts'
import { StatementCache } from './statement-cache.ts'

const STATEMENTS_KEPT = 500
const FIRST_RETRY_MS = 1
const SLOWEST_RETRY_MS = 25

/**
 * One SQLite handle. Statements are answered at once; only when another process holds the lock they become promises,
 * since SQLite's own busy handler would stop the event loop while it waits.
 */
export class SqliteConnection implements Connection {
  readonly path: string
  readonly database: DatabaseSync
  readonly #statements: StatementCache
  readonly #busyTimeout: number

  constructor(path: string, options: { readOnly: boolean; busyTimeout: number }) {
    this.path = path
    this.database = new DatabaseSync(path, { readOnly: options.readOnly, timeout: 0 })
    for (const [name, { fn, deterministic }] of Object.entries(functions)) {
      this.database.function(name, { deterministic }, fn)
    }
    defineAggregates(this.database)
    this.#statements = new StatementCache(this.database, STATEMENTS_KEPT)
    this.#busyTimeout = options.busyTimeout
  }

  get inTransaction(): boolean {
    return this.database.isOpen && this.database.isTransaction
  }

  query(sql: string, params: readonly SqlValue[]): MaybePromise<unknown[][]> {
    try {
      return this.#all(sql, params)
    } catch (error) {
      return this.#retry(error, () => this.#all(sql, params))
    }
  }

  queryNamed(sql: string, params: readonly SqlValue[]): MaybePromise<NamedRows> {
    const rows = this.query(sql, params)
    // Asked after the statement ran, which prepares it anew when the tables have changed.
    const named = (rows: unknown[][]) => ({ columns: this.#statements.get(sql).columns().map(nameOf), rows })
    return rows instanceof Promise ? rows.then(named) : named(rows)
  }

  execute(sql: string, params: readonly SqlValue[]): MaybePromise<WriteResult> {
    try {
      return this.#run(sql, params)
    } catch (error) {
      return this.#retry(error, () => this.#run(sql, params))
    }
  }

  script(sql: string): MaybePromise<void> {
    try {
      this.database.exec(sql)
    } catch (error) {
      return this.#retry(error, () => this.database.exec(sql))
    }
  }

  async *stream(sql: string, params: readonly SqlValue[], chunkSize: number): AsyncIterable<unknown[][]> {
    const statement = this.#prepareForBigIntegers(sql)
    let chunk: unknown[][] = []
    try {
      for (const row of statement.iterate(...bindable(params))) {
        chunk.push(narrowIntegers(row))
        if (chunk.length === chunkSize) {
          yield chunk
          chunk = []
        }
      }
    } catch (error) {
      throw translateError(error)
    }
    if (chunk.length > 0) yield chunk
  }

  close(): void {
    if (this.database.isOpen) this.database.close()
  }

  #all(sql: string, params: readonly SqlValue[]): unknown[][] {
    try {
      return rowsOf(this.#statements.get(sql).all(...bindable(params)))
    } catch (error) {
      if (!isUnsafeInteger(error)) throw error
      return rowsOf(this.#prepareForBigIntegers(sql).all(...bindable(params))).map(narrowIntegers)
    }
  }

  #run(sql: string, params: readonly SqlValue[]): WriteResult {
    const { changes, lastInsertRowid } = this.#statements.get(sql).run(...bindable(params))
    return { changes: Number(changes), lastInsertId: lastInsertRowid }
  }

  /** Statements read bigints only when they must: it slows every integer column down. */
  #prepareForBigIntegers(sql: string): StatementSync {
    const statement = this.database.prepare(sql)
    statement.setReturnArrays(true)
    statement.setReadBigInts(true)
    return statement
  }

  #retry<T>(error: unknown, attempt: () => T): Promise<T> {
    if (!isBusy(error) || this.#busyTimeout === 0) throw translateError(error)
    return this.#retryLater(error, attempt)
  }

  async #retryLater<T>(firstError: unknown, attempt: () => T): Promise<T> {
    const deadline = performance.now() + this.#busyTimeout
    let lastError = firstError
    for (let pause = FIRST_RETRY_MS; performance.now() < deadline; pause = Math.min(pause * 2, SLOWEST_RETRY_MS)) {
      await delay(pause)
      try {
        return attempt()
      } catch (error) {
        if (!isBusy(error)) throw translateError(error)
        lastError = error
      }
    }
    throw translateError(lastError)
  }
}

function nameOf({ name }: { readonly name: string }): string {
  return name
}

/** Refuse what `node:sqlite` would take for an object of named parameters, and so bind as NULL in silence. */
function bindable(params: readonly SqlValue[]): SQLInputValue[] {
  const first = params[0]
  if (typeof first === 'object' && first !== null && !ArrayBuffer.isView(first)) {
    throw new DataError(`SQLite cannot bind a value of type ${first.constructor.name}`)
  }
  // The driver checks every other value itself and names the position of a wrong one.
  return params as SQLInputValue[]
}

/** The declarations of `node:sqlite` do not know that `setReturnArrays(true)` turns rows into arrays. */
function rowsOf(rows: unknown[]): unknown[][] {
  return rows as unknown[][]
}

/** Turn the bigints of a row into numbers where they fit. */
function narrowIntegers(row: unknown): unknown[] {
  return (row as unknown[]).map(value =>
    typeof value === 'bigint' && BigInt(Number(value)) === value && Number.isSafeInteger(Number(value))
      ? Number(value)
      : value,
  )
}
