import { instantOf, timeZone, utcInstant, wallTime } from './time-zone.ts'

export { instantOf, timeZone, type WallTime, wallTime, withTimeZone, zoneOffset } from './time-zone.ts'

/** A moment with the microseconds that a database keeps and Date does not; behaves as a Date everywhere else. */
export class PreciseDate extends Date {
  /** Microseconds beyond the milliseconds, 0–999. */
  readonly microsecond: number

  constructor(instant: number, microsecond: number) {
    super(instant)
    this.microsecond = microsecond
  }

  /** ISO 8601 with six digits of the second. */
  override toISOString(): string {
    return super.toISOString().replace('Z', `${digits(this.microsecond, 3)}Z`)
  }
}

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/
const TIME = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d{0,6})?)?$/
const ZONE = /\s*(Z|[+-]\d{2}(?::?\d{2})?)$/i

/** Microseconds of a second: six digits after the point, of which Date takes three. */
const MICROSECONDS = 1000

/** Write a moment as the stores of Django do: UTC, `YYYY-MM-DD HH:MM:SS[.ffffff]`. */
export function formatStoredDateTime(date: Date): string {
  // Built for speed, since this runs for every datetime that is written: toISOString takes eight times as long.
  const instant = date.getTime()
  const day = Math.floor(instant / DAY)
  if (day !== lastDay.number) lastDay = { number: day, text: date.toISOString().split('T', 1)[0] as string }
  const second = Math.floor((instant - day * DAY) / SECOND)
  const minute = Math.floor(second / 60)
  const time = `${twoDigits[Math.floor(minute / 60)]}:${twoDigits[minute % 60]}:${twoDigits[second % 60]}`
  const fraction = microsecondsOf(date)
  return fraction === 0 ? `${lastDay.text} ${time}` : `${lastDay.text} ${time}.${digits(fraction, 6)}`
}

/** The day written last: rows that are written together are mostly of one. */
let lastDay = { number: Number.NaN, text: '' }

const SECOND = 1000
const DAY = 86_400_000
const twoDigits = Array.from({ length: 60 }, (_, number) => digits(number, 2))

/** Read a moment that `formatStoredDateTime` wrote, or that Django or SQLite did; undefined for other text. */
export function parseStoredDateTime(text: string): Date | undefined {
  // Built for speed: this runs for every datetime of every row.
  const { length } = text
  const plain = length === 19 || (length <= 26 && text.charCodeAt(19) === POINT)
  const instant = plain ? instantOfDigits(text) : Number.NaN
  const fraction = length === 19 ? 0 : fractionOf(text)
  return Number.isNaN(instant + fraction) ? parseDateTime(text, 'UTC') : momentOf(instant, fraction)
}

/** Read a moment from ISO 8601 text, with or without time and zone; without a zone it is meant in `zone`. */
export function parseDateTime(text: string, zone: string = timeZone()): Date | undefined {
  const [, dateText = '', rest = ''] = /^\s*(\d{4}-\d{1,2}-\d{1,2})(?:[T\s]+(.*?))?\s*$/i.exec(text) ?? []
  const [timeText, zoneText] = splitZone(rest)
  const date = dateParts(dateText)
  const time = timeParts(timeText === '' && rest === '' ? '0:00' : timeText)
  if (date === undefined || time === undefined) return undefined
  const wall = { ...date, ...time }
  const instant = zoneText === undefined ? instantOf(wall, zone) : instantOf(wall, normalZone(zoneText))
  return momentOf(instant, time.fraction)
}

/** Read a day; returns it as `YYYY-MM-DD`, or undefined if there is no such day. */
export function parseDate(text: string): string | undefined {
  const parts = dateParts(text.trim())
  return parts && formatDate(parts)
}

/** Read a time of day; returns it as `HH:MM:SS[.ffffff]`, or undefined if there is no such time. */
export function parseTime(text: string): string | undefined {
  const parts = timeParts(text.trim())
  return parts && formatTime(parts, parts.fraction)
}

/** The time of day of a moment in a zone, as `HH:MM:SS[.ffffff]`. */
export function timeInZone(moment: Date, zone: string): string {
  return formatTime(wallTime(moment.getTime(), zone), microsecondsOf(moment))
}

/** The day of a moment in a zone, as `YYYY-MM-DD`. */
export function dateInZone(moment: Date, zone: string): string {
  return formatDate(wallTime(moment.getTime(), zone))
}

/** Microseconds of the second of a moment, 0–999999. */
export function microsecondsOf(moment: Date): number {
  return moment.getUTCMilliseconds() * MICROSECONDS + (moment instanceof PreciseDate ? moment.microsecond : 0)
}

/** The moment that many microseconds into the second that `instant` begins. */
export function momentOf(instant: number, microseconds: number): Date {
  const rest = microseconds % MICROSECONDS
  const milliseconds = instant + (microseconds - rest) / MICROSECONDS
  return rest === 0 ? new Date(milliseconds) : new PreciseDate(milliseconds, rest)
}

const POINT = '.'.charCodeAt(0)
const ZERO = '0'.charCodeAt(0)

/** The moment of `YYYY-MM-DD HH:MM:SS`, whose separators are not looked at; NaN where digits or the month are wrong. */
function instantOfDigits(text: string): number {
  const year = 100 * twoDigitsAt(text, 0) + twoDigitsAt(text, 2)
  const month = twoDigitsAt(text, 5)
  if (!(year >= 100 && month >= 1 && month <= 12)) return Number.NaN
  const seconds = 3600 * twoDigitsAt(text, 11) + 60 * twoDigitsAt(text, 14) + twoDigitsAt(text, 17)
  return daysBefore(year, month) * DAY + (twoDigitsAt(text, 8) - 1) * DAY + seconds * SECOND
}

/** Days from 1970-01-01 to the first of a month, counted in years that begin with March, so that a leap day is a year's last. */
function daysBefore(year: number, month: number): number {
  const marchYear = month > 2 ? year : year - 1
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400)
  const ofMonths = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5)
  return 365 * marchYear + leapDays + ofMonths - DAYS_TO_1970
}

/** From 1 March of the year 0. */
const DAYS_TO_1970 = 719_468

/** Microseconds behind the point of `YYYY-MM-DD HH:MM:SS.f`. */
function fractionOf(text: string): number {
  if (text.length < 26) return Number(text.slice(20).padEnd(6, '0'))
  return 10_000 * twoDigitsAt(text, 20) + 100 * twoDigitsAt(text, 22) + twoDigitsAt(text, 24)
}

/** A number of two digits; NaN where anything else stands. */
function twoDigitsAt(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO
  const ones = text.charCodeAt(at + 1) - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN
}

function splitZone(text: string): [time: string, zone: string | undefined] {
  const match = ZONE.exec(text)
  return match ? [text.slice(0, match.index), match[1]] : [text, undefined]
}

function normalZone(text: string): string {
  if (text.toUpperCase() === 'Z') return 'UTC'
  return text.length === 3 ? `${text}:00` : text
}

function dateParts(text: string): { year: number; month: number; day: number } | undefined {
  const match = DATE.exec(text)
  if (!match) return undefined
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  const exists = new Date(utcInstant({ year, month, day })).getUTCDate() === day
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && exists ? { year, month, day } : undefined
}

function timeParts(text: string): { hour: number; minute: number; second: number; fraction: number } | undefined {
  const match = TIME.exec(text)
  if (!match) return undefined
  const [hour, minute, second] = match.slice(1, 4).map(part => Number(part ?? 0)) as [number, number, number]
  if (hour > 23 || minute > 59 || second > 59) return undefined
  return { hour, minute, second, fraction: Number((match[4] ?? '').padEnd(6, '0')) }
}

function formatDate(parts: { readonly year: number; readonly month: number; readonly day: number }): string {
  return `${digits(parts.year, 4)}-${digits(parts.month, 2)}-${digits(parts.day, 2)}`
}

function formatTime(
  parts: { readonly hour: number; readonly minute: number; readonly second: number },
  microseconds: number,
): string {
  const whole = `${digits(parts.hour, 2)}:${digits(parts.minute, 2)}:${digits(parts.second, 2)}`
  return microseconds === 0 ? whole : `${whole}.${digits(microseconds, 6)}`
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0')
}
