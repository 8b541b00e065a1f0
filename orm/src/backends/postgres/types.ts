import { formatStoredDateTime, momentOf, parseStoredDateTime } from '../../datetime.ts'

/** Reads the value of one column out of the bytes of a row. */
export type Read = (bytes: Buffer, start: number, end: number) => unknown

/** How the columns of a result are read, and the formats to ask for it in: 0 text, 1 binary. */
export interface ColumnReading {
  readonly oids: readonly number[]
  readonly formats: readonly number[]
  readonly read: readonly Read[]
}

/** Object identifiers of the types whose text needs work (pg_type.oid); all others stay text. */
const TEXT = new Map<number, (text: string) => unknown>([
  [16, text => text === 't'],
  [17, text => Buffer.from(text.slice(2), 'hex')],
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

/** Types whose binary form is read faster, and gives the same values (`src/backend/utils/adt/*.c`, the send functions). */
const BINARY = new Map<number, Read>([
  [16, (bytes, start) => bytes[start] === 1],
  // A copy, since the bytes belong to all that arrived together.
  [17, (bytes, start, end) => Buffer.from(bytes.subarray(start, end))],
  [20, readBigInteger],
  [21, (bytes, start) => bytes.readInt16BE(start)],
  [23, (bytes, start) => bytes.readInt32BE(start)],
  [26, (bytes, start) => bytes.readUInt32BE(start)],
  [701, (bytes, start) => bytes.readDoubleBE(start)],
  [1114, readTimestamp],
  [1184, readTimestamp],
])

/** Read columns that came as text, as they do before their types are known. */
export function readText(oids: readonly number[]): ColumnReading {
  return { oids, formats: [], read: oids.map(textReader) }
}

/** Read columns of known types, in binary form where that is faster. */
export function readBinary(oids: readonly number[]): ColumnReading {
  const formats = oids.map(oid => (BINARY.has(oid) ? 1 : 0))
  return { oids, formats, read: oids.map(oid => BINARY.get(oid) ?? textReader(oid)) }
}

function textReader(oid: number): Read {
  const parse = TEXT.get(oid)
  return parse === undefined ? readString : (bytes, start, end) => parse(readString(bytes, start, end))
}

function readString(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('utf8', start, end)
}

function parseBigInteger(text: string): number | bigint {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : BigInt(text)
}

function readBigInteger(bytes: Buffer, start: number): number | bigint {
  const value = bytes.readInt32BE(start) * TWO_TO_32 + bytes.readUInt32BE(start + 4)
  return Number.isSafeInteger(value) ? value : bytes.readBigInt64BE(start)
}

/** Sessions run in UTC, so the offset is always `+00`. */
function parseTimestamp(text: string): unknown {
  const naive = text.replace('+00', '')
  return parseStoredDateTime(naive) ?? naive
}

const TWO_TO_32 = 2 ** 32
/** High halves between these numbers belong to integers that a number holds exactly. */
const EXACT = 2 ** 21
/** Moments are counted in microseconds from here. */
const EPOCH = Date.UTC(2000, 0, 1)
const FIRST = Date.parse('0001-01-01T00:00:00Z')
const LAST = Date.parse('9999-12-31T23:59:59.999Z')
/** The calendar repeats itself after 400 years, in milliseconds. */
const CYCLE = 146_097 * 86_400_000
const INFINITE = 2n ** 63n

function readTimestamp(bytes: Buffer, start: number): unknown {
  const high = bytes.readInt32BE(start)
  if (high < -EXACT || high >= EXACT) return distantMoment(bytes.readBigInt64BE(start))
  const microseconds = high * TWO_TO_32 + bytes.readUInt32BE(start + 4)
  const rest = microseconds % 1000
  return rest < 0
    ? momentOf(EPOCH + (microseconds - rest) / 1000 - 1, rest + 1000)
    : momentOf(EPOCH + (microseconds - rest) / 1000, rest)
}

/** A moment centuries away; what no Date of the calendar holds is text, as the server writes it. */
function distantMoment(microseconds: bigint): unknown {
  if (microseconds === INFINITE - 1n) return 'infinity'
  if (microseconds === -INFINITE) return '-infinity'
  const rest = Number(((microseconds % 1000n) + 1000n) % 1000n)
  const instant = EPOCH + Number((microseconds - BigInt(rest)) / 1000n)
  if (instant >= FIRST && instant <= LAST) return momentOf(instant, rest)
  const cycles = Math.floor((instant - FIRST) / CYCLE)
  const text = formatStoredDateTime(momentOf(instant - cycles * CYCLE, rest)).replace(/(\.\d*?)0+$/, '$1')
  const year = Number(text.slice(0, 4)) + cycles * 400
  const written = `${String(year > 0 ? year : 1 - year).padStart(4, '0')}${text.slice(4)}`
  return year > 0 ? written : `${written} BC`
}
