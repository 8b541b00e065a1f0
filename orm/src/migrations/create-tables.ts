import type { Database } from '../database.ts'
import type { Meta } from '../meta.ts'
import { atomic } from '../transaction.ts'
import { editSchema } from './schema.ts'
import { ProjectState, stateOf } from './state.ts'
import { tablesOf } from './tables.ts'

/** Create the tables of these models in an empty database, join tables included, without migrations; for tests and scripts. */
export async function createTables(database: Database, models: readonly { readonly meta: Meta }[]): Promise<void> {
  const state = new ProjectState(models.map(model => stateOf(model.meta, '')))
  await atomic(
    () =>
      editSchema(database, async editor => {
        for (const table of tablesOf(state, database.backend).values()) await editor.createTable(table)
      }),
    { using: database, schemaChange: true },
  )
}
