import type { Introspection, Queryable } from '../introspection.ts'

/** Looks into the information schema of the present database. */
export class MysqlIntrospection implements Introspection {
  readonly #database: Queryable

  constructor(database: Queryable) {
    this.#database = database
  }

  async tableNames(): Promise<string[]> {
    const rows = await this.#database.query(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name",
    )
    return rows.map(([name]) => String(name))
  }
}
