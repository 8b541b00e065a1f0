import { parseStoredDateTime } from '../../datetime.ts'

/** Object identifiers of the types whose text needs work (pg_type.oid); all others stay text. */
const PARSERS = new Map<number, (text: string) => unknown>([
  [16, text => text === 't'],
  [17, parseBytes],
  [20, parseBigInteger],
  [21, Number],
  [23, Number],
  [26, Number],
  [114, JSON.parse],
  [700, Number],
  [701, Number],
  [1114, parseTimestamp],
  [1184, parseTimestamp],
  [3802, JSON.parse],
])

/** The parser of a column's type. Rows come as text, which `pg` reads faster than the binary form. */
export function parseType(oid: number): (text: string) => unknown {
  return PARSERS.get(oid) ?? keep
}

function keep(text: string): string {
  return text
}

function parseBigInteger(text: string): number | bigint {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : BigInt(text)
}

/** Sessions run in UTC, so the offset at the end is always `+00`. */
function parseTimestamp(text: string): unknown {
  return parseStoredDateTime(text.endsWith('+00') ? text.slice(0, -3) : text) ?? text
}

function parseBytes(text: string): Uint8Array {
  return Buffer.from(text.slice(2), 'hex')
}
