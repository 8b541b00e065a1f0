import {
  formatStoredDateTime,
  instantOf,
  microsecondsOf,
  parseStoredDateTime,
  type WallTime,
  wallTime,
} from '../../datetime.ts'
import { DataError } from '../../errors.ts'
import { lowerCase, upperCase } from './case-folding.ts'
import { jsonFunctions } from './json-functions.ts'
import { textFunctions } from './text-functions.ts'

/** A function that SQL can call. */
export interface SqlFunction {
  readonly fn: (...args: unknown[]) => string | number | bigint | null
  /** Whether equal arguments always give equal results, so that SQLite may use it in an index or call it once. */
  readonly deterministic: boolean
}

/** Functions that SQLite lacks; every connection registers them. */
export const functions: Readonly<Record<string, SqlFunction>> = {
  INKSTONE_UPPER: pure(text => (text === null ? null : upperCase(String(text)))),
  INKSTONE_LOWER: pure(text => (text === null ? null : lowerCase(String(text)))),
  INKSTONE_REGEX: pure((text, expression, flags) => {
    if (text === null || expression === null) return null
    return Number(compiled(String(expression), String(flags)).test(String(text)))
  }),
  INKSTONE_FLOAT: pure(value => (value === null ? null : floatText(Number(value)))),
  INKSTONE_DECIMAL: pure((value, places) => (value === null ? null : Number(value).toFixed(Number(places)))),
  INKSTONE_EXTRACT: pure((part, value, zone) => {
    const moment = momentOfValue(value, zone)
    // A number would be a double, whose text ends in `.0`.
    return moment && BigInt(extractPart(String(part), moment))
  }),
  INKSTONE_TRUNC: pure((part, value, zone, target) => {
    const moment = momentOfValue(value, zone)
    return moment && written(truncated(String(part), moment), String(target), zone)
  }),
  ...Object.fromEntries(Object.entries({ ...textFunctions, ...jsonFunctions }).map(([name, fn]) => [name, pure(fn)])),
}

function pure(fn: SqlFunction['fn']): SqlFunction {
  return { fn, deterministic: true }
}

/** A float as PostgreSQL shows it: the fewest digits, with an exponent below 1e-4 and from 1e15 on. */
function floatText(value: number): string {
  const [digits, exponent] = value.toExponential().split('e') as [string, string] // always written so
  const power = Number(exponent)
  if (power >= -4 && power < 15) return String(value)
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}

const EXPRESSIONS_KEPT = 100
const expressions = new Map<string, RegExp>()

function compiled(source: string, flags: string): RegExp {
  const key = `${flags}/${source}`
  const known = expressions.get(key)
  if (known) return known
  if (expressions.size >= EXPRESSIONS_KEPT) expressions.clear()
  const made = expressionOf(source, flags)
  expressions.set(key, made)
  return made
}

function expressionOf(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags)
  } catch (error) {
    throw new DataError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

/** A date or time as a clock in the current zone shows it; a part that is not there is the first of its kind. */
type Moment = Required<Pick<WallTime, 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'>> & {
  readonly microsecond: number
}

const TIME = /^(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?$/

/** Read stored text; a zone says that it is a moment in UTC. */
function momentOfValue(value: unknown, zone: unknown): Moment | null {
  if (typeof value !== 'string') return null
  const time = TIME.exec(value)
  if (time) return clock(time)
  const date = parseStoredDateTime(value)
  if (!date) return null
  const wall = wallTime(date.getTime(), zone === null ? 'UTC' : String(zone))
  const { year, month, day, hour = 0, minute = 0, second = 0 } = wall
  return { year, month, day, hour, minute, second, microsecond: microsecondsOf(date) }
}

function clock(match: RegExpExecArray): Moment {
  const [hour = 0, minute = 0, second = 0] = match.slice(1, 4).map(Number)
  return { year: 1900, month: 1, day: 1, hour, minute, second, microsecond: Number((match[4] ?? '').padEnd(6, '0')) }
}

/** Parts as PostgreSQL's EXTRACT gives them, in whole numbers. */
function extractPart(part: string, moment: Moment): number {
  switch (part) {
    case 'quarter':
      return Math.ceil(moment.month / 3)
    case 'weekDay':
      return (isoWeekDay(moment) % 7) + 1
    case 'isoWeekDay':
      return isoWeekDay(moment)
    case 'week':
      return isoWeek(moment).week
    case 'isoYear':
      return isoWeek(moment).year
    default:
      return moment[part as keyof Moment] // the compiler writes no other parts
  }
}

const DAY_MS = 86_400_000

/** Days since 1970 of the calendar day. */
function dayNumber(moment: Pick<Moment, 'year' | 'month' | 'day'>): number {
  const date = new Date(0)
  date.setUTCFullYear(moment.year, moment.month - 1, moment.day)
  return date.getTime() / DAY_MS
}

/** Monday = 1 … Sunday = 7. */
function isoWeekDay(moment: Moment): number {
  return ((((dayNumber(moment) + 3) % 7) + 7) % 7) + 1
}

/** The week belongs to the year that has its Thursday. */
function isoWeek(moment: Moment): { year: number; week: number } {
  const thursday = dayNumber(moment) + 4 - isoWeekDay(moment)
  const year = new Date(thursday * DAY_MS).getUTCFullYear()
  return { year, week: Math.floor((thursday - dayNumber({ year, month: 1, day: 1 })) / 7) + 1 }
}

const FIRST: Moment = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, microsecond: 0 }

/** Set what is smaller than the unit to its first value. */
function truncated(part: string, moment: Moment): Moment {
  const { year, month, day, hour, minute } = moment
  switch (part) {
    case 'year':
      return { ...FIRST, year }
    case 'quarter':
      return { ...FIRST, year, month: month - ((month - 1) % 3) }
    case 'month':
      return { ...FIRST, year, month }
    case 'week':
      return monday(moment)
    case 'day':
      return { ...FIRST, year, month, day }
    case 'hour':
      return { ...FIRST, year, month, day, hour }
    case 'minute':
      return { ...FIRST, year, month, day, hour, minute }
    case 'second':
      return { ...moment, microsecond: 0 }
    default:
      return moment
  }
}

function monday(moment: Moment): Moment {
  const date = new Date((dayNumber(moment) + 1 - isoWeekDay(moment)) * DAY_MS)
  return { ...FIRST, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** Write a moment as a value of this kind is stored. */
function written(moment: Moment, target: string, zone: unknown): string {
  const date = `${digits(moment.year, 4)}-${digits(moment.month, 2)}-${digits(moment.day, 2)}`
  if (target === 'date') return date
  if (target === 'time') return timeText(moment)
  const instant = instantOf(moment, zone === null ? 'UTC' : String(zone))
  const stored = formatStoredDateTime(new Date(instant))
  return moment.microsecond === 0 ? stored : `${stored}.${digits(moment.microsecond, 6)}`
}

function timeText({ hour, minute, second, microsecond }: Moment): string {
  const time = `${digits(hour, 2)}:${digits(minute, 2)}:${digits(second, 2)}`
  return microsecond === 0 ? time : `${time}.${digits(microsecond, 6)}`
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0')
}
