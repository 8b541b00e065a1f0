import type { Table } from '../backends/table.ts'
import type { Database } from '../database.ts'
import { formatStoredDateTime } from '../datetime.ts'
import { type MigrationKey, showKey } from './migration.ts'
import { editSchema } from './schema.ts'

/** Where applied migrations are written down. */
const TABLE: Table = {
  name: 'inkstone_migration',
  columns: [
    { name: 'id', kind: 'auto', null: false, primaryKey: true },
    { name: 'app', kind: 'char', maxLength: 255, null: false, primaryKey: false },
    { name: 'name', kind: 'char', maxLength: 255, null: false, primaryKey: false },
    { name: 'applied', kind: 'datetime', null: false, primaryKey: false },
  ],
  indexes: [],
  checks: [],
}

/** Reads and writes the history of a database. */
export class MigrationRecorder {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Make the table of the history if it is missing. */
  async prepare(): Promise<void> {
    if (await this.#exists()) return
    await editSchema(this.#database, editor => editor.createTable(TABLE))
  }

  /** Everything that is applied, in the order of application. */
  async applied(): Promise<MigrationKey[]> {
    if (!(await this.#exists())) return []
    const rows = await this.#database.query(`SELECT ${this.#columns('app', 'name')} FROM ${this.#table} ORDER BY 1, 2`)
    return rows.map(([app, name]) => [String(app), String(name)])
  }

  async isApplied(key: MigrationKey): Promise<boolean> {
    const applied = await this.applied()
    return applied.some(other => showKey(other) === showKey(key))
  }

  async record([app, name]: MigrationKey): Promise<void> {
    const places = [1, 2, 3].map(position => this.#database.backend.operations.placeholder(position))
    await this.#database.execute(
      `INSERT INTO ${this.#table} (${this.#columns('app', 'name', 'applied')}) VALUES (${places.join(', ')})`,
      [app, name, formatStoredDateTime(new Date())],
    )
  }

  async forget([app, name]: MigrationKey): Promise<void> {
    const { operations } = this.#database.backend
    const where = `${this.#columns('app')} = ${operations.placeholder(1)} AND ${this.#columns('name')} = ${operations.placeholder(2)}`
    await this.#database.execute(`DELETE FROM ${this.#table} WHERE ${where}`, [app, name])
  }

  async #exists(): Promise<boolean> {
    return (await this.#database.backend.introspection(this.#database).tableNames()).includes(TABLE.name)
  }

  get #table(): string {
    return this.#database.backend.operations.quoteName(TABLE.name)
  }

  #columns(...names: string[]): string {
    return names.map(name => this.#database.backend.operations.quoteName(name)).join(', ')
  }
}
