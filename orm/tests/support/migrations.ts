import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import { connect, type Database } from '../../src/database.ts'
import type { Meta } from '../../src/meta.ts'
import type { App } from '../../src/migrations/app.ts'
import { type MakeOptions, type MigrationFile, makeMigrations } from '../../src/migrations/make-migrations.ts'
import type { Questioner } from '../../src/migrations/questioner.ts'
import { temporaryFolder } from './databases.ts'

type Models = readonly { readonly meta: Meta }[]

const MODULE = pathToFileURL(join(import.meta.dirname, '..', '..', 'src', 'migrations', 'index.ts')).href

/** A project with migration folders of its own, whose models change from one `make` to the next. */
export interface Project {
  /** The apps with these models; one app named `blog` where a list is given. */
  apps(models: Models | Readonly<Record<string, Models>>): App[]
  make(models: Models | Readonly<Record<string, Models>>, options?: MakeOptions): Promise<MigrationFile[]>
}

export async function temporaryProject(t: TestContext): Promise<Project> {
  const folder = await temporaryFolder(t)
  const apps = (models: Models | Readonly<Record<string, Models>>): App[] => {
    const byLabel = Array.isArray(models) ? { blog: models as Models } : (models as Readonly<Record<string, Models>>)
    return Object.entries(byLabel).map(([label, own]) => ({ label, models: own, migrations: join(folder, label) }))
  }
  return { apps, make: (models, options) => makeMigrations(apps(models), { importFrom: MODULE, ...options }) }
}

/** An empty SQLite file for the test. */
export async function emptyDatabase(t: TestContext): Promise<Database> {
  const database = await connect(`sqlite:${join(await temporaryFolder(t), 'test.db')}`)
  t.after(() => database.close())
  return database
}

/** The statements that made everything in a SQLite database but the history, sorted: its schema as text. */
export async function schemaOf(database: Database): Promise<string[]> {
  const rows = await database.query(
    "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' AND tbl_name <> 'inkstone_migration'",
  )
  return rows.map(([sql]) => String(sql)).sort()
}

/** Answers given beforehand; every renaming is confirmed. */
export const AGREEING: Questioner = {
  isModelRenamed: () => true,
  isFieldRenamed: () => true,
  valueForRows: () => 'filled',
}
