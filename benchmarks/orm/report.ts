/** The results as Markdown. */
import { readFileSync } from 'node:fs'
import { cpus, platform, release } from 'node:os'
import path from 'node:path'
import { median, ratios, spread } from '../statistics.ts'
import { BASELINES, type DatabaseName, type Trial } from './catalog.ts'
import type { Costs } from './costs.ts'
import type { Column, Measurements } from './measure.ts'
import type { Settings } from './options.ts'
import { POOL_SIZE } from './session.ts'

const FIGURES_OF_RATIO = 2

/** Where and how it was measured. */
export function describeRun(settings: Settings, versions: readonly string[]): string {
  const cpu = cpus()
  return [
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpu.length} × ${cpu[0]?.model.trim()}, ${platform()} ${release()}.`,
    `${settings.rounds} interleaved rounds of ${settings.milliseconds} ms after one to warm up; every rival in a process of its own.`,
    `Versions: ${versions.join(', ')}.`,
  ].join('\n')
}

export const SETTINGS_OF: Readonly<Record<DatabaseName, string>> = {
  sqlite: 'SQLite in a temporary file, WAL, synchronous = NORMAL, foreign keys enforced.',
  postgres: `PostgreSQL over loopback, pool of ${POOL_SIZE}, synchronous_commit = off.`,
}

/** Versions of the packages that these trials use, as installed. */
export function versionsOf(trials: readonly Trial[]): string[] {
  const names = [...new Set(trials.flatMap(trial => trial.packages))]
  return names.map(name => {
    const file = path.join(import.meta.dirname, 'node_modules', name, 'package.json')
    return `${name} ${JSON.parse(readFileSync(file, 'utf8')).version}`
  })
}

/** Operations per second as ratios to the baseline, taken round by round: median ± half the distance of the quartiles. */
export function ratioTable(database: DatabaseName, trials: readonly Trial[], measurements: Measurements): string {
  const baseline = trials.find(trial => trial.name === BASELINES[database])
  return table(trials, measurements, (trial, column) => {
    const rounds = measurements.get(column)
    const values = rounds?.get(trial)
    const base = baseline && rounds?.get(baseline)
    if (!values || !base) return '–'
    const quotients = ratios(values, base)
    return trial === baseline ? '1' : `${shortened(median(quotients))} ±${shortened(spread(quotients))}`
  })
}

/** Medians of operations per second. */
export function rateTable(trials: readonly Trial[], measurements: Measurements): string {
  return table(trials, measurements, (trial, column) => {
    const values = measurements.get(column)?.get(trial)
    return values ? significant(median(values)) : '–'
  })
}

export function costTable(costs: ReadonlyMap<Trial, Costs>): string {
  const rows = [...costs].map(([trial, { importMs, heldKb, peakMb }]) => [
    trial.name,
    importMs.toFixed(0),
    heldKb.toFixed(0),
    peakMb.toFixed(0),
  ])
  return markdown(['', 'import, ms', 'W8 held, KB', 'W8 peak, MB'], rows)
}

function table(
  trials: readonly Trial[],
  measurements: Measurements,
  cell: (trial: Trial, column: Column) => string,
): string {
  const columns = [...measurements.keys()]
  const rows = trials.map(trial => [trial.name, ...columns.map(column => cell(trial, column))])
  return markdown(['', ...columns.map(headingOf)], rows)
}

function headingOf({ workload, concurrency }: Column): string {
  return concurrency === 1 ? workload.id : `${workload.id} ×${concurrency}`
}

function markdown(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = heading.map((_, index) => (index === 0 ? '---' : '--:'))
  return [heading, rule, ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

const shortened = (ratio: number): string => ratio.toFixed(FIGURES_OF_RATIO).replace(/^0\./, '.')

const significant = (value: number): string => Number(value.toPrecision(3)).toLocaleString('en')
