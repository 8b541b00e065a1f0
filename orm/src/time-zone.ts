import { scopes, withScope } from './context.ts'
import { currentDatabase } from './current-database.ts'
import { UsageError } from './errors.ts'

/** Date and time of day as a clock on the wall shows them. */
export interface WallTime {
  readonly year: number
  /** 1–12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** Since then, every zone has changed its offset at full quarters of an hour only. */
const REGULAR_SINCE = Date.UTC(1973, 0, 1)
const QUARTER = 15 * MINUTE
const OFFSETS_KEPT = 10_000
const FIXED_OFFSET = /^([+-])(\d{2}):?(\d{2})$/

/** The time zone of the running flow: that of `withTimeZone`, else the one its database was opened with. */
export function timeZone(): string {
  const scope = scopes.getStore()
  return scope?.timeZone ?? zoneOfDatabase()
}

/** Run `fn`, and all that it starts, in the zone with this IANA name. Throws UsageError if there is no such zone. */
export function withTimeZone<T>(zone: string, fn: () => T): T {
  return withScope({ timeZone: checkedTimeZone(zone) }, fn)
}

/** Return the name of a zone that exists; a UsageError for any other. */
export function checkedTimeZone(zone: string): string {
  zoneOffset(0, zone)
  return zone
}

function zoneOfDatabase(): string {
  return currentDatabase({ optional: true })?.timeZone ?? 'UTC'
}

/** Milliseconds that clocks in `zone` are ahead of UTC at an instant (milliseconds since 1970). */
export function zoneOffset(instant: number, zone: string): number {
  if (zone === 'UTC') return 0
  const clock = clockOf(zone)
  if (typeof clock === 'number') return clock
  if (instant < REGULAR_SINCE) return clock.offset(instant)
  const quarter = Math.floor(instant / QUARTER)
  let offset = clock.known.get(quarter)
  if (offset === undefined) {
    offset = clock.offset(instant)
    if (clock.known.size >= OFFSETS_KEPT) clock.known.clear()
    clock.known.set(quarter, offset)
  }
  return offset
}

/** What clocks in `zone` show at an instant. */
export function wallTime(instant: number, zone: string): WallTime {
  const shifted = new Date(instant + zoneOffset(instant, zone))
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    second: shifted.getUTCSeconds(),
  }
}

/**
 * The instant at which clocks in `zone` show this time. The first of two when they were put back; a time that was
 * skipped counts on from before the change (Python: `fold=0`).
 */
export function instantOf(wall: Partial<WallTime> & { readonly year: number }, zone: string): number {
  const local = utcInstant(wall)
  const [before, after] = [zoneOffset(local - DAY, zone), zoneOffset(local + DAY, zone)]
  const early = local - before
  if (before === after || zoneOffset(early, zone) === before) return early
  const late = local - after
  return zoneOffset(late, zone) === after ? late : early
}

/** As `Date.UTC`, also for the years 1–99. */
export function utcInstant(wall: Partial<WallTime> & { readonly year: number }): number {
  const { year, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = wall
  const instant = Date.UTC(year, month - 1, day, hour, minute, second)
  return year >= 0 && year < 100 ? new Date(instant).setUTCFullYear(year) : instant
}

interface Clock {
  offset(instant: number): number
  readonly known: Map<number, number>
}

/** Formatters cost much to make, so each zone has one; a fixed offset needs none. */
const clocks = new Map<string, Clock | number>()

function clockOf(zone: string): Clock | number {
  let clock = clocks.get(zone)
  if (clock === undefined) {
    clock = makeClock(zone)
    clocks.set(zone, clock)
  }
  return clock
}

function makeClock(zone: string): Clock | number {
  const fixed = FIXED_OFFSET.exec(zone)
  if (fixed) return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3])) * MINUTE
  const formatter = makeFormatter(zone)
  return { known: new Map(), offset: instant => offsetBy(formatter, instant) }
}

function makeFormatter(zone: string): Intl.DateTimeFormat {
  const digits = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric' } as const
  try {
    return new Intl.DateTimeFormat('en-US', {
      ...digits,
      timeZone: zone,
      hourCycle: 'h23',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch (error) {
    throw new UsageError(`There is no time zone '${zone}'`, { cause: error })
  }
}

function offsetBy(formatter: Intl.DateTimeFormat, instant: number): number {
  const second = Math.floor(instant / 1000) * 1000
  const parts: Record<string, number> = {}
  for (const { type, value } of formatter.formatToParts(second)) parts[type] = Number(value)
  return utcInstant({ year: 0, ...parts }) - second
}
