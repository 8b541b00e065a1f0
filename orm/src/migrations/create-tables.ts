import type { Database } from '../database.ts'
import type { Meta } from '../meta.ts'
import { atomic } from '../transaction.ts'

/** Create the tables of these models in an empty database, join tables included, without migrations; for tests and scripts. */
export async function createTables(database: Database, models: readonly { readonly meta: Meta }[]): Promise<void> {
  // Loaded here, since most programs have migrations and never come by.
  const { editSchema } = await import('./schema.ts')
  const { ProjectState, stateOf } = await import('./state.ts')
  const { tablesOf } = await import('./tables.ts')
  const state = new ProjectState(models.map(model => stateOf(model.meta, '')))
  await atomic(
    () =>
      editSchema(database, async editor => {
        for (const table of tablesOf(state, database.backend).values()) await editor.createTable(table)
      }),
    { using: database, schemaChange: true },
  )
}
