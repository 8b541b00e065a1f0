import { MigrationError } from '../errors.ts'
import type { Change } from './executor.ts'
import { type MigrationKey, showKey } from './migration.ts'

/** Statements that commit what came before them and themselves, where changes of tables cannot be rolled back. */
const TABLE_CHANGE = /^\s*(?:CREATE|ALTER|DROP|RENAME|TRUNCATE)\b/i

/** Something that was carried out, and whether it stays when the transaction is rolled back. */
interface Done {
  readonly text: string
  readonly stays: boolean
}

/** How far a migration has come: what its error says where the database cannot take changes of tables back. */
export class Progress {
  readonly #key: MigrationKey
  readonly #changes: readonly Change[]
  readonly #operations: readonly string[]
  #position = -1
  /** Operations that were carried out. */
  #done: Done[] = []
  /** Statements of the present operation that were carried out. */
  #statements: Done[] = []

  constructor(key: MigrationKey, changes: readonly Change[]) {
    this.#key = key
    this.#changes = changes
    // What has to wait for all tables, such as foreign keys, comes as a step of its own.
    this.#operations = [...changes.map(({ operation }) => operation.describe()), 'Add and check foreign keys']
  }

  /** The next operation begins; after the last one, what had to wait. */
  next(): void {
    const finished = this.#operations[this.#position]
    if (finished !== undefined) this.#done.push({ text: finished, stays: this.#presentStays() })
    this.#position += 1
    this.#statements = []
  }

  /** A statement of the present operation is carried out by `send`. */
  async carryOut(sql: string, send: () => unknown): Promise<void> {
    const changesTable = TABLE_CHANGE.test(sql)
    // Even one that fails has committed first.
    if (changesTable) this.#settle()
    await send()
    this.#statements.push({ text: sql, stays: changesTable })
  }

  /** The error for the present operation, and where the database stands now. */
  failure(cause: unknown, isUndone: boolean): MigrationError {
    const where = `Migration ${showKey(this.#key)} failed at '${this.#operations[this.#position]}'`
    const reason = cause instanceof Error ? cause.message : String(cause)
    const isNothingDone = isUndone || ![...this.#done, ...this.#statements].some(({ stays }) => stays)
    const rest = isNothingDone ? 'nothing of it is in the database' : this.#whatIsThere()
    return new MigrationError(`${where}: ${reason}; ${rest}`, { cause })
  }

  #settle(): void {
    const settled = ({ text }: Done): Done => ({ text, stays: true })
    this.#done = this.#done.map(settled)
    this.#statements = this.#statements.map(settled)
  }

  /** Code works on rows in ways that are not seen here, so that it stays only when a change of a table follows. */
  #presentStays(): boolean {
    const isWork = this.#changes[this.#position]?.operation.kind === 'work'
    return this.#statements.every(({ stays }) => stays) && (!isWork || this.#statements.length > 0)
  }

  #whatIsThere(): string {
    const list = (title: string, items: readonly string[]) =>
      items.length > 0 ? [`${title}: ${items.join(', ')}`] : []
    const texts = (items: readonly Done[], stays: boolean) =>
      items.filter(item => item.stays === stays).map(({ text }) => text)
    const parts = [
      'this database cannot roll back changes of tables',
      ...list('done', texts(this.#done, true)),
      ...list('done of the operation that failed', texts(this.#statements, true)),
      ...list('rolled back', [...texts(this.#done, false), ...texts(this.#statements, false)]),
      ...list('not begun', this.#operations.slice(this.#position + 1, -1)),
      'undo by hand what is done and migrate again, or finish it by hand and write the migration down with --fake',
    ]
    return parts.join('; ')
  }
}
