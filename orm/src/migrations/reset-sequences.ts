import type { Database } from '../database.ts'
import type { Meta } from '../meta.ts'

/** Make automatic keys go on after the largest one, once rows were inserted that brought keys of their own. */
export async function resetSequences(database: Database, models: readonly Meta[]): Promise<void> {
  const editor = database.backend.schemaEditor(() => [])
  for (const { table, pk } of models) {
    if (!pk.isAuto) continue
    for (const sql of editor.resetSequenceSql(table, pk.column)) await database.query(sql)
  }
}
