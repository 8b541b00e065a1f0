import type { Introspection, Queryable } from '../introspection.ts'

/** Looks into the schema table of SQLite. */
export class SqliteIntrospection implements Introspection {
  readonly #database: Queryable

  constructor(database: Queryable) {
    this.#database = database
  }

  async tableNames(): Promise<string[]> {
    const rows = await this.#database.query(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )
    return rows.map(([name]) => String(name))
  }
}
