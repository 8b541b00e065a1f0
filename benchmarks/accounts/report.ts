/** The results as Markdown. */
import { readFileSync } from 'node:fs'
import { cpus, platform, release } from 'node:os'
import path from 'node:path'
import { median, ratios, spread } from '../statistics.ts'
import { CLIENTS } from './loads.ts'
import type { Settings } from './options.ts'
import { BCRYPT_COST, POSTS, type Rival } from './rival.ts'
import { CORES } from './server.ts'
import type { Figures } from './trials.ts'

export type Results = ReadonlyMap<Rival, readonly Figures[]>

/** Where and how it was measured. `limit` is what the processor hashed per second, in each round. */
export function describeRun(settings: Settings, limit: readonly number[]): string {
  const cpu = cpus()
  return [
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpu.length} × ${cpu[0]?.model.trim()}, ${platform()} ${release()}.`,
    `${settings.rounds} interleaved rounds after one to warm up; ${CLIENTS} clients register or log in, ${settings.registrations} times in all; ${POSTS} posts.`,
    `Versions: ${versionsOf(settings.rivals).join(', ')}.`,
    `${CORES} cores hash ${around(limit)} times a second with bcrypt of cost ${BCRYPT_COST} and do nothing else.`,
  ].join('\n')
}

function versionsOf(rivals: readonly Rival[]): string[] {
  const names = [...new Set(rivals.flatMap(({ packages }) => packages))]
  return names.map(name => {
    const file = path.join(import.meta.dirname, 'node_modules', name, 'package.json')
    return `${name} ${JSON.parse(readFileSync(file, 'utf8')).version}`
  })
}

/** Rates as ratios to the processor's limit and to the first rival, each taken round by round. */
export function ratioTable(results: Results, limit: readonly number[]): string {
  const floor = [...results.values()][0] ?? []
  return table(results, [
    [
      'registrations ÷ limit',
      (rounds, { bcrypt }) => (bcrypt ? around(ratios(pick(rounds, 'registrations'), limit)) : '–'),
    ],
    ['log-ins ÷ limit', (rounds, { bcrypt }) => (bcrypt ? around(ratios(pick(rounds, 'logIns'), limit)) : '–')],
    ['`GET /users/me`', rounds => around(ratios(pick(rounds, 'me'), pick(floor, 'me')))],
    ['`GET /`', rounds => around(ratios(pick(rounds, 'home'), pick(floor, 'home')))],
    ['p99 in the flood ÷ calm', rounds => around(ratios(pick(rounds, 'inFlood'), pick(rounds, 'calm')))],
    ['two processes ÷ one', rounds => around(pick(rounds, 'pairEfficiency').map(efficiency => 2 * efficiency))],
  ])
}

export function figureTable(results: Results): string {
  return table(results, [
    ['registrations/s', rounds => around(pick(rounds, 'registrations'))],
    ['log-ins/s', rounds => around(pick(rounds, 'logIns'))],
    ['`GET /users/me`/s', rounds => whole(pick(rounds, 'me'))],
    ['`GET /`/s', rounds => whole(pick(rounds, 'home'))],
    ['calm p99, ms', rounds => around(pick(rounds, 'calm'))],
    ['p99 in the flood, ms', rounds => around(pick(rounds, 'inFlood'))],
    ['longest wait in the flood, ms', rounds => around(pick(rounds, 'longest'))],
    ['two processes: registrations/s', rounds => around(pick(rounds, 'pairRegistrations'))],
    ['of them refused', rounds => `${Math.round(100 * median(pick(rounds, 'pairRefused')))} %`],
  ])
}

type Column = readonly [heading: string, cell: (rounds: readonly Figures[], rival: Rival) => string]

function table(results: Results, columns: readonly Column[]): string {
  const heading = ['', ...columns.map(([name]) => name)]
  const rule = heading.map((_, index) => (index === 0 ? '---' : '--:'))
  const rows = [...results].map(([rival, rounds]) => [rival.name, ...columns.map(([, cell]) => cell(rounds, rival))])
  return [heading, rule, ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

/** One figure of all rounds. */
function pick(rounds: readonly Figures[], name: keyof Figures): number[] {
  return rounds.map(round => round[name] ?? Number.NaN)
}

/** Median ± half the distance of the quartiles. */
function around(values: readonly number[]): string {
  const middle = median(values)
  if (Number.isNaN(middle)) return '–'
  const digits = middle < 20 ? 2 : 0
  return `${middle.toFixed(digits)} ±${spread(values).toFixed(digits)}`
}

function whole(values: readonly number[]): string {
  return Number.isNaN(median(values)) ? '–' : Number(median(values).toPrecision(3)).toLocaleString('en')
}
