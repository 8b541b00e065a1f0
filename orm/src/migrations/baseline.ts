import type { Database } from '../database.ts'
import { MigrationError } from '../errors.ts'
import type { App } from './app.ts'
import { TableComparison } from './compare-tables.ts'
import { migrate } from './executor.ts'
import { loadMigrations } from './loader.ts'
import { keyOf, type MigrationKey } from './migration.ts'
import { tablesOf } from './tables.ts'

/** Which part of a project is taken over. */
export interface BaselineOptions {
  /** Only this app; all of them when left out. */
  readonly app?: string
  /** The migration whose tables the database has, as a whole name or its beginning; the last one when left out. */
  readonly migration?: string
}

/**
 * Write migrations down as applied in a database whose tables are there already, made by something else. No table and no
 * row is touched. Throws MigrationError that lists every difference, with nothing written down, unless the tables have
 * what the migrations would have made; tables, nullable columns and indexes beside that do no harm.
 */
export async function baseline(
  database: Database,
  apps: readonly App[],
  options: BaselineOptions = {},
): Promise<MigrationKey[]> {
  const targets = await targetsOf(apps, options)
  const differences = await differencesOf(database, apps, targets)
  if (differences.length > 0) {
    const list = differences.map(line => `\n- ${line}`).join('')
    throw new MigrationError(`The database is not what the migrations make, so nothing was written down:${list}`)
  }
  const done: MigrationKey[] = []
  for (const target of targets) done.push(...(await migrate(database, apps, { target, fake: true })))
  return done
}

async function targetsOf(apps: readonly App[], { app, migration }: BaselineOptions): Promise<MigrationKey[]> {
  const graph = await loadMigrations(apps)
  graph.assertLinear()
  if (migration !== undefined && app === undefined) throw new MigrationError('A migration is one of an app: name it')
  if (app !== undefined && migration !== undefined) return [keyOf(graph.find(app, migration))]
  const labels = app === undefined ? apps.map(({ label }) => label) : [app]
  const leaves = labels.flatMap(label => graph.leaves(label))
  if (leaves.length === 0) throw new MigrationError('There are no migrations yet; make them with makemigrations')
  return leaves.map(keyOf)
}

/** Compare the tables that the wanted migrations, and those that they need, would have made. */
async function differencesOf(
  database: Database,
  apps: readonly App[],
  targets: readonly MigrationKey[],
): Promise<string[]> {
  const graph = await loadMigrations(apps)
  const upTo = new Set(targets.flatMap(([app, name]) => graph.upTo(graph.find(app, name))))
  const state = graph.stateAfter(graph.ordered.filter(migration => upTo.has(migration)))
  const comparison = new TableComparison(database.backend, database.backend.introspection(database))
  return comparison.differences(tablesOf(state, database.backend).values())
}
