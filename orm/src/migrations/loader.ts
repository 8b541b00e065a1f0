import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MigrationError } from '../errors.ts'
import type { App } from './app.ts'
import { MigrationGraph } from './graph.ts'
import type { Migration, MigrationDefinition } from './migration.ts'

const FILE = /^(\d{4}_\w+)\.(?:ts|js|mjs)$/

/** Read the migration files of all apps. */
export async function loadMigrations(apps: readonly App[]): Promise<MigrationGraph> {
  const migrations = await Promise.all(apps.map(loadApp))
  return new MigrationGraph(migrations.flat())
}

async function loadApp(app: App): Promise<Migration[]> {
  if (!existsSync(app.migrations)) return []
  const files = (await readdir(app.migrations)).filter(file => FILE.test(file)).sort()
  return Promise.all(files.map(file => loadFile(app, file)))
}

async function loadFile(app: App, file: string): Promise<Migration> {
  const path = join(app.migrations, file)
  const loaded: { default?: MigrationDefinition } = await import(pathToFileURL(path).href)
  const definition = loaded.default
  if (!Array.isArray(definition?.operations)) {
    throw new MigrationError(`${path} does not export a migration: export default migration({ operations: [...] })`)
  }
  const name = FILE.exec(file)?.[1] ?? file
  return { app: app.label, name, dependencies: definition.dependencies ?? [], operations: definition.operations }
}
