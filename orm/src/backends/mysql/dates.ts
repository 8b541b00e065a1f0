import { toLocal, toUtc } from './time-zones.ts'

/** Parts of dates and times; weeks are those of ISO 8601. */
const PARTS: Readonly<Record<string, (source: string) => string>> = {
  weekDay: source => `DAYOFWEEK(${source})`,
  isoWeekDay: source => `(WEEKDAY(${source}) + 1)`,
  week: source => `WEEK(${source}, 3)`,
  isoYear: source => `(YEARWEEK(${source}, 3) DIV 100)`,
  day: source => `DAYOFMONTH(${source})`,
}

/** A part of a date or time, for datetimes as clocks in the zone show it. */
export function extract(part: string, sql: string, _kind: string, zone: string | null): string {
  const source = local(sql, zone)
  return PARTS[part]?.(source) ?? `${part.toUpperCase()}(${source})`
}

/** The first moment of a unit, as text for the parts that DATE_FORMAT knows, else as an expression. */
const FIRST: Readonly<Record<string, (source: string) => string>> = {
  year: source => `DATE_FORMAT(${source}, '%Y-01-01')`,
  quarter: source => `(DATE_FORMAT(${source}, '%Y-01-01') + INTERVAL QUARTER(${source}) - 1 QUARTER)`,
  month: source => `DATE_FORMAT(${source}, '%Y-%m-01')`,
  week: source => `(DATE(${source}) - INTERVAL WEEKDAY(${source}) DAY)`,
  day: source => `DATE(${source})`,
  date: source => `DATE(${source})`,
  time: source => `TIME(${source})`,
  hour: source => `DATE_FORMAT(${source}, '%Y-%m-%d %H:00:00')`,
  minute: source => `DATE_FORMAT(${source}, '%Y-%m-%d %H:%i:00')`,
  second: source => `DATE_FORMAT(${source}, '%Y-%m-%d %H:%i:%s')`,
}

const FIRST_OF_TIME: Readonly<Record<string, string>> = { hour: '%H:00:00', minute: '%H:%i:00', second: '%H:%i:%s' }

/** Types with all six digits of the second. */
const TYPES: Readonly<Record<string, string>> = { date: 'DATE', time: 'TIME(6)', datetime: 'DATETIME(6)' }

/** A date or time cut to a unit, as a value of kind `target`. */
export function truncate(part: string, sql: string, kind: string, target: string, zone: string | null): string {
  const source = local(sql, zone)
  const format = kind === 'time' ? FIRST_OF_TIME[part] : undefined
  const first = format === undefined ? FIRST[part]?.(source) : `TIME_FORMAT(${source}, '${format}')`
  const cut = `CAST(${first ?? source} AS ${TYPES[target] ?? 'DATETIME(6)'})`
  return zone === null || target !== 'datetime' ? cut : toUtc(cut, zone)
}

function local(sql: string, zone: string | null): string {
  return zone === null ? sql : toLocal(sql, zone)
}
