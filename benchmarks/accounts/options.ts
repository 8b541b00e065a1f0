import { parseArgs } from 'node:util'
import { rivals } from './catalog.ts'
import type { Rival } from './rival.ts'

export const USAGE = `Usage: node run.ts [options]
  --only TEXT,TEXT      rivals whose name contains one of these (the bare server always runs)
  --rounds N            measured rounds, at least 5 for figures to quote; 5 when left out
  --seconds N           length of one measurement of reading; 2 when left out
  --calm N              seconds of reading while nothing else is asked; 10 when left out
  --registrations N     requests of one flood, twice as many where somebody reads beside it; 64 when left out`

export interface Settings {
  readonly rivals: readonly Rival[]
  readonly rounds: number
  readonly seconds: number
  readonly calm: number
  readonly registrations: number
}

/** Read the command line; throws with one line about what is wrong in it. */
export function readSettings(args: readonly string[]): Settings {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '2' },
      calm: { type: 'string', default: '10' },
      registrations: { type: 'string', default: '64' },
    },
  })
  const wanted = values.only?.toLowerCase().split(',')
  return {
    rivals: rivals.filter(
      ({ name }, index) => index === 0 || !wanted || wanted.some(text => name.toLowerCase().includes(text)),
    ),
    rounds: positive('rounds', values.rounds),
    seconds: positive('seconds', values.seconds),
    calm: positive('calm', values.calm),
    registrations: positive('registrations', values.registrations),
  }
}

function positive(name: string, text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} is a positive integer, not ${text}`)
  return number
}
