/** Parts of dates under the names of PostgreSQL. */
const PARTS: Readonly<Record<string, (source: string) => string>> = {
  weekDay: source => `EXTRACT(DOW FROM ${source})::integer + 1`,
  isoWeekDay: source => `EXTRACT(ISODOW FROM ${source})::integer`,
  isoYear: source => `EXTRACT(ISOYEAR FROM ${source})::integer`,
  // A number of seconds has a fraction, and the cast would round it.
  second: source => `FLOOR(EXTRACT(SECOND FROM ${source}))::integer`,
}

/** A part of a date or time, for datetimes as clocks in the zone show it. */
export function extract(part: string, sql: string, _kind: string, zone: string | null): string {
  const source = local(sql, zone)
  const write = PARTS[part]
  return `(${write ? write(source) : `EXTRACT(${part.toUpperCase()} FROM ${source})::integer`})`
}

/** A date or time cut to a unit, as a value of kind `target`. */
export function truncate(part: string, sql: string, kind: string, target: string, zone: string | null): string {
  const source = local(sql, zone)
  if (part === 'date' || part === 'time') return `(${source})::${part}`
  const cut = `DATE_TRUNC('${part}', ${kind === 'time' ? `${source}::interval` : source})`
  if (target === 'date' || target === 'time') return `(${cut})::${target}`
  return zone === null ? cut : `(${cut} AT TIME ZONE ${zone}::text)`
}

function local(sql: string, zone: string | null): string {
  return zone === null ? sql : `(${sql} AT TIME ZONE ${zone}::text)`
}
