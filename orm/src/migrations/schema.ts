import type { SchemaEditor } from '../backends/schema-editor.ts'
import type { Database } from '../database.ts'

const READING = /^\s*(?:SELECT|PRAGMA)\b/i

/**
 * Run `work` with an editor that sends its statements to the database, inside the present transaction; `sent` takes each
 * changing one after it ran.
 */
export async function editSchema(
  database: Database,
  work: (editor: SchemaEditor) => Promise<void>,
  sent?: (sql: string) => void,
): Promise<void> {
  const editor = database.backend.schemaEditor(async sql => {
    if (READING.test(sql)) return database.query(sql)
    await database.execute(sql)
    sent?.(sql)
    return []
  })
  await work(editor)
  await editor.finish()
}
