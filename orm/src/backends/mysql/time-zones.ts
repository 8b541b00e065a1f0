import { utcInstant, zoneOffset } from '../../time-zone.ts'

/*
 * Servers know time zones by name only when somebody has filled their tables, which most have not: the changes of a
 * zone's offset are written into the statement, computed from what Node knows.
 */

const SECOND = 1000
const DAY = 86_400 * SECOND

/** Before the first zone had laws, and as far as laws of today can be told. */
const FIRST = utcInstant({ year: 1840 })
const LAST = utcInstant({ year: 2100 })

/** Offsets are compared at this distance; no zone has changed its own and back within it. */
const STEP = 10 * DAY

/** `TO_SECONDS('1970-01-01')`: seconds since the year 0. */
const EPOCH = 62_167_219_200

/** The offset of a zone, in seconds, from an instant on (milliseconds since 1970). */
interface Change {
  readonly from: number
  readonly offset: number
}

/** All offsets of a zone in the order of time; the first one counts since ever. */
function changesOf(zone: string): readonly Change[] {
  const changes = [{ from: FIRST, offset: zoneOffset(FIRST, zone) / SECOND }]
  let before = FIRST
  for (let after = FIRST + STEP; after <= LAST; after += STEP) {
    if (zoneOffset(before, zone) !== zoneOffset(after, zone)) {
      const from = momentOfChange(before, after, zone)
      changes.push({ from, offset: zoneOffset(from, zone) / SECOND })
    }
    before = after
  }
  return changes
}

/** The first second with another offset than the one before, found by halves. */
function momentOfChange(start: number, end: number, zone: string): number {
  const old = zoneOffset(start, zone)
  let [before, after] = [start, end]
  while (after - before > SECOND) {
    const middle = Math.floor((before + after) / 2 / SECOND) * SECOND
    if (zoneOffset(middle, zone) === old) before = middle
    else after = middle
  }
  return after
}

/** Expressions with `?` for a moment: seconds to add to UTC for local time, and to take from local time for UTC. */
interface Offsets {
  readonly ofUtc: string
  readonly ofLocal: string
}

const known = new Map<string, Offsets>()

function offsetsOf(zone: string): Offsets {
  let offsets = known.get(zone)
  if (offsets === undefined) {
    offsets = writeOffsets(changesOf(zone))
    known.set(zone, offsets)
  }
  return offsets
}

function writeOffsets(changes: readonly Change[]): Offsets {
  const [first] = changes as readonly [Change, ...Change[]] // there is always one
  if (changes.length === 1) return { ofUtc: String(first.offset), ofLocal: String(first.offset) }
  const offsets = changes.map(change => change.offset)
  const later = changes.slice(1)
  const utc = later.map(({ from }) => from / SECOND + EPOCH)
  // A clock that is put back shows an hour twice, of which the first counts; a skipped one counts on from before.
  const local = later.map(({ from, offset }, i) => from / SECOND + EPOCH + Math.max(offset, offsets[i] as number))
  return { ofUtc: choose(utc, offsets), ofLocal: choose(local, offsets) }
}

/** `INTERVAL` searches by halves for the place of a number among others. */
function choose(limits: readonly number[], offsets: readonly number[]): string {
  return `ELT(INTERVAL(TO_SECONDS(?), ${limits.join(',')}) + 1, ${offsets.join(',')})`
}

/** A moment in UTC as clocks in a zone show it. */
export function toLocal(sql: string, zone: string): string {
  return shifted(sql, '+', offsetsOf(zone).ofUtc)
}

/** What clocks in a zone show, as a moment in UTC. */
export function toUtc(sql: string, zone: string): string {
  return shifted(sql, '-', offsetsOf(zone).ofLocal)
}

function shifted(sql: string, sign: '+' | '-', offset: string): string {
  return offset === '0' ? sql : `(${sql} ${sign} INTERVAL ${offset.replace('?', () => sql)} SECOND)`
}
