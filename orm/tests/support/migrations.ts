import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import { connect, type Database } from '../../src/database.ts'
import type { Meta } from '../../src/meta.ts'
import type { App } from '../../src/migrations/app.ts'
import { type MakeOptions, type MigrationFile, makeMigrations } from '../../src/migrations/make-migrations.ts'
import type { Questioner } from '../../src/migrations/questioner.ts'
import { temporaryFolder } from './databases.ts'
import { emptyUrl, isOnServer } from './under-test.ts'

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

/** An empty database of the kind under test, a file on SQLite. */
export async function emptyDatabase(t: TestContext): Promise<Database> {
  const url = isOnServer() ? await emptyUrl(t) : `sqlite:${join(await temporaryFolder(t), 'test.db')}`
  const database = await connect(url)
  t.after(() => database.close())
  return database
}

/** Everything in a database but the history of migrations, in an order of its own: its schema. */
export async function schemaOf(database: Database): Promise<unknown[]> {
  const { name } = database.backend
  if (name === 'sqlite') return statementsOf(database)
  return name === 'mysql' ? tablesOf(database) : catalogueOf(database)
}

/** The statements that made it, as SQLite keeps them. */
async function statementsOf(database: Database): Promise<string[]> {
  const rows = await database.query(
    "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' AND tbl_name <> 'inkstone_migration'",
  )
  return rows.map(([sql]) => String(sql)).sort()
}

async function tablesOf(database: Database): Promise<unknown[]> {
  const introspection = database.backend.introspection(database)
  const names = (await introspection.tableNames()).filter(name => name !== 'inkstone_migration')
  return Promise.all(names.map(name => introspection.table(name)))
}

/** What the catalogue of PostgreSQL says. */
async function catalogueOf(database: Database): Promise<unknown[]> {
  const columns = await database.query(
    `SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name <> 'inkstone_migration' ORDER BY 1, 2`,
  )
  const indexes = await database.query(
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename <> 'inkstone_migration' ORDER BY 2",
  )
  const constraints = await database.query(
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND conname NOT LIKE 'inkstone%' ORDER BY 1",
  )
  return [...columns, ...indexes, ...constraints]
}

/** Answers given beforehand; every renaming is confirmed. */
export const AGREEING: Questioner = {
  isModelRenamed: () => true,
  isFieldRenamed: () => true,
  valueForRows: () => 'filled',
}
