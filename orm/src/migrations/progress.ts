import { MigrationError } from '../errors.ts'
import type { Change } from './executor.ts'
import { type MigrationKey, showKey } from './migration.ts'

/** How far a migration has come: what its error says where the database cannot take changes of tables back. */
export class Progress {
  readonly #key: MigrationKey
  readonly #operations: readonly string[]
  #position = -1
  /** Statements of the present operation that were carried out. */
  #statements: string[] = []

  constructor(key: MigrationKey, changes: readonly Change[]) {
    this.#key = key
    // What has to wait for all tables, such as foreign keys, comes as a step of its own.
    this.#operations = [...changes.map(({ operation }) => operation.describe()), 'Add and check foreign keys']
  }

  /** The next operation begins; after the last one, what had to wait. */
  next(): void {
    this.#position += 1
    this.#statements = []
  }

  /** A statement of the present operation was carried out. */
  sent(sql: string): void {
    this.#statements.push(sql)
  }

  /** The error for the present operation, and where the database stands now. */
  failure(cause: unknown, isUndone: boolean): MigrationError {
    const where = `Migration ${showKey(this.#key)} failed at '${this.#operations[this.#position]}'`
    const reason = cause instanceof Error ? cause.message : String(cause)
    const isNothingDone = isUndone || (this.#position === 0 && this.#statements.length === 0)
    const rest = isNothingDone ? 'nothing of it is in the database' : this.#whatIsThere()
    return new MigrationError(`${where}: ${reason}; ${rest}`, { cause })
  }

  #whatIsThere(): string {
    const list = (title: string, items: readonly string[]) =>
      items.length > 0 ? [`${title}: ${items.join(', ')}`] : []
    const parts = [
      'this database cannot roll back changes of tables',
      ...list('done', this.#operations.slice(0, this.#position)),
      ...list('done of the operation that failed', this.#statements),
      ...list('not begun', this.#operations.slice(this.#position + 1, -1)),
      'undo by hand what is done and migrate again, or finish it by hand and write the migration down with --fake',
    ]
    return parts.join('; ')
  }
}
