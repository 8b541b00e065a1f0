import type { Database } from '../database.ts'
import type { App } from './app.ts'
import { changeSchema, changesOf, type Step } from './executor.ts'
import { loadMigrations } from './loader.ts'
import { keyOf, showKey } from './migration.ts'
import { MigrationRecorder } from './recorder.ts'

/** A migration and whether the database has it. */
export interface MigrationStatus {
  readonly app: string
  readonly name: string
  readonly applied: boolean
}

/** List all migrations in the order in which they run. */
export async function showMigrations(database: Database, apps: readonly App[]): Promise<MigrationStatus[]> {
  const graph = await loadMigrations(apps)
  const applied = new Set((await new MigrationRecorder(database).applied()).map(showKey))
  return graph.ordered.map(migration => ({
    app: migration.app,
    name: migration.name,
    applied: applied.has(showKey(keyOf(migration))),
  }))
}

/** The statements of one migration, forth or back, without sending any. Code is named in a comment. */
export async function sqlMigrate(
  database: Database,
  apps: readonly App[],
  app: string,
  name: string,
  direction: Step['direction'] = 'forwards',
): Promise<string[]> {
  const graph = await loadMigrations(apps)
  const statements: string[] = []
  const editor = database.backend.schemaEditor(sql => {
    // What the editor only looks up is no part of the change.
    if (!/^(?:SELECT|PRAGMA foreign_key_check)\b/.test(sql)) statements.push(sql)
    return []
  })
  for (const change of changesOf(graph, { migration: graph.find(app, name), direction })) {
    const { operation } = change
    if (operation.kind === 'schema') {
      await changeSchema(editor, database.backend, operation, change)
      continue
    }
    const known = direction === 'forwards' ? operation.sql : operation.reverseSql
    statements.push(...(known ?? [`-- ${operation.describe()}: no SQL to show`]))
  }
  await editor.finish()
  return statements.map(statement => (statement.startsWith('--') ? statement : `${statement};`))
}
