import { parseArgs } from 'node:util'
import { type DatabaseName, type Trial, trials } from './catalog.ts'
import { workloads } from './workloads/index.ts'
import type { Workload } from './workloads/workload.ts'

export const USAGE = `Usage: node run.ts [options]
  --database sqlite|postgres   one of them; both when left out
  --only TEXT,TEXT             rivals whose name contains one of these (bare drivers always run)
  --workload W1,W3             these workloads only
  --rounds N                   measured rounds, at least 5 for figures to quote; 7 when left out
  --milliseconds N             length of one measurement; 100 when left out
  --verify                     compare the answers and measure nothing
  --no-costs                   leave out import time and memory`

export interface Settings {
  readonly databases: readonly DatabaseName[]
  readonly workloads: readonly Workload[]
  readonly rounds: number
  readonly milliseconds: number
  readonly verifyOnly: boolean
  readonly costs: boolean
  /** The rivals that take part on a database, the baseline first. */
  trialsOf(database: DatabaseName): readonly Trial[]
}

/** Read the command line; throws with one line about what is wrong in it. */
export function readSettings(args: readonly string[]): Settings {
  const { values } = parseArgs({
    args: [...args],
    options: {
      database: { type: 'string', multiple: true },
      only: { type: 'string' },
      workload: { type: 'string' },
      rounds: { type: 'string', default: '7' },
      milliseconds: { type: 'string', default: '100' },
      verify: { type: 'boolean', default: false },
      costs: { type: 'boolean', default: true },
    },
    allowNegative: true,
  })
  const wanted = list(values.only)
  const ids = list(values.workload)
  return {
    databases: (values.database ?? ['sqlite', 'postgres']).map(databaseNamed),
    workloads: workloads.filter(({ id }) => ids.length === 0 || ids.includes(id.toLowerCase())),
    rounds: positive('rounds', values.rounds),
    milliseconds: positive('milliseconds', values.milliseconds),
    verifyOnly: values.verify,
    costs: values.costs,
    trialsOf: database => trials.filter(trial => trial.database === database && takesPart(trial, wanted)),
  }
}

function takesPart({ name }: Trial, wanted: readonly string[]): boolean {
  return wanted.length === 0 || name.startsWith('bare') || wanted.some(text => name.toLowerCase().includes(text))
}

const list = (text: string | undefined): string[] => (text ? text.toLowerCase().split(',') : [])

function databaseNamed(name: string): DatabaseName {
  if (name !== 'sqlite' && name !== 'postgres') throw new Error(`--database is sqlite or postgres, not ${name}`)
  return name
}

function positive(name: string, text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} is a positive integer, not ${text}`)
  return number
}
