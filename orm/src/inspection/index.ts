import type { LiveTable } from '../backends/introspection.ts'
import type { Database } from '../database.ts'
import { UsageError } from '../errors.ts'
import { writeModels } from './model-source.ts'
import { modelsOf } from './models.ts'

/** What `inspectDatabase` reads, and how it writes. */
export interface InspectOptions {
  /** Only these tables; all but the history of migrations when left out. */
  readonly tables?: readonly string[]
  /** Module that the models import from. */
  readonly importFrom?: string
}

/** Tables of this package and of Django that say which migrations are applied. */
const HISTORIES = new Set(['inkstone_migration', 'django_migrations'])

/**
 * Write models for the tables of a database, as the source of a TypeScript module. What a model cannot say stands in a
 * comment above it. Throws UsageError for a table that is not there.
 */
export async function inspectDatabase(database: Database, options: InspectOptions = {}): Promise<string> {
  const introspection = database.backend.introspection(database)
  const names = await introspection.tableNames()
  const wanted = options.tables ?? names.filter(name => !HISTORIES.has(name))
  const missing = wanted.find(name => !names.includes(name))
  if (missing !== undefined) throw new UsageError(`There is no table ${missing}`)
  const tables: LiveTable[] = []
  for (const name of wanted) tables.push(await introspection.table(name))
  return writeModels(modelsOf(tables), options.importFrom ?? '@inkstone/orm')
}
