import type { Introspection, Queryable } from '../introspection.ts'

/** Looks into the catalogue of PostgreSQL. */
export class PostgresIntrospection implements Introspection {
  readonly #database: Queryable

  constructor(database: Queryable) {
    this.#database = database
  }

  async tableNames(): Promise<string[]> {
    const rows = await this.#database.query(
      'SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = ANY (current_schemas(false)) ORDER BY tablename',
    )
    return rows.map(([name]) => String(name))
  }
}
