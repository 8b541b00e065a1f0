import type { SchemaEditor } from '../backends/schema-editor.ts'
import type { Database } from '../database.ts'

const READING = /^\s*(?:SELECT|PRAGMA)\b/i

/** Sends a changing statement, and may note what becomes of it. */
export type Carrier = (sql: string, send: () => unknown) => Promise<void>

/** Run `work` with an editor that sends its statements to the database, changing ones by `carry`, inside the present transaction. */
export async function editSchema(
  database: Database,
  work: (editor: SchemaEditor) => Promise<void>,
  carry: Carrier = async (_sql, send) => void (await send()),
): Promise<void> {
  const editor = database.backend.schemaEditor(async sql => {
    if (READING.test(sql)) return database.query(sql)
    await carry(sql, () => database.execute(sql))
    return []
  })
  await work(editor)
  await editor.finish()
}
