import type { DatabaseSync, StatementSync } from 'node:sqlite'

/**
 * Prepared statements by their SQL, at most twice `capacity`.
 * Two generations instead of a list ordered by use: a hit in the young one costs one look-up and moves nothing.
 */
export class StatementCache {
  readonly #database: DatabaseSync
  readonly #capacity: number
  #young = new Map<string, StatementSync>()
  #old = new Map<string, StatementSync>()

  constructor(database: DatabaseSync, capacity: number) {
    this.#database = database
    this.#capacity = capacity
  }

  get(sql: string): StatementSync {
    return this.#young.get(sql) ?? this.#admit(sql)
  }

  #admit(sql: string): StatementSync {
    const statement = this.#old.get(sql) ?? this.#prepare(sql)
    if (this.#young.size >= this.#capacity) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(sql, statement)
    return statement
  }

  #prepare(sql: string): StatementSync {
    const statement = this.#database.prepare(sql)
    statement.setReturnArrays(true)
    return statement
  }
}
