/**
 * Inkstone's ORM beside its rivals: the same schema, data and answers, interleaved in one run.
 * Usage: `npm ci --prefix benchmarks/orm`, then `node benchmarks/orm/run.ts [options]`; `--help` lists them.
 */
import { openArena } from './arena.ts'
import type { DatabaseName, Trial } from './catalog.ts'
import { type Costs, measureCosts } from './costs.ts'
import { modulesOf } from './imports.ts'
import { type Column, columnsOf, measureColumn, type Rounds, verifyAll } from './measure.ts'
import { readSettings, type Settings, USAGE } from './options.ts'
import { costTable, describeRun, rateTable, ratioTable, SETTINGS_OF, versionsOf } from './report.ts'
import { serverVersion } from './scratch/postgres.ts'

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return console.log(USAGE)
  const settings = readSettings(args)
  const versions = versionsOf(settings.databases.flatMap(database => settings.trialsOf(database)))
  versions.unshift(`SQLite ${process.versions.sqlite}`)
  if (settings.databases.includes('postgres')) versions.unshift(`PostgreSQL ${await serverVersion()}`)
  console.log(describeRun(settings, versions))
  for (const database of settings.databases) await runOn(database, settings)
}

async function runOn(database: DatabaseName, settings: Settings): Promise<void> {
  const trials = settings.trialsOf(database)
  const arena = await openArena(database, trials)
  try {
    const sound = await verifyAll(arena.rivals, settings.workloads)
    if (settings.verifyOnly) return
    const measurements = new Map<Column, Rounds>()
    for (const column of columnsOf(settings.workloads, database !== 'sqlite')) {
      measurements.set(column, await measureColumn(column, sound.get(column.workload) ?? [], settings))
      process.stderr.write(`${column.workload.id} ×${column.concurrency} measured\n`)
    }
    print(SETTINGS_OF[database], 'Ratio to the bare driver:', ratioTable(database, trials, measurements))
    print('Operations per second:', rateTable(trials, measurements))
    if (settings.costs) print('Import and memory:', costTable(costsOf(trials, arena.urls)))
  } finally {
    await arena.close()
  }
}

function costsOf(trials: readonly Trial[], urls: ReadonlyMap<Trial, string>): Map<Trial, Costs> {
  const costs = new Map<Trial, Costs>()
  for (const trial of trials) costs.set(trial, measureCosts(trial, urls.get(trial) ?? '', modulesOf(trial)))
  return costs
}

function print(...paragraphs: readonly string[]): void {
  console.log(`\n${paragraphs.join('\n\n')}`)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
