import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  formatStoredDateTime,
  instantOf,
  PreciseDate,
  parseDate,
  parseDateTime,
  parseStoredDateTime,
  parseTime,
  timeZone,
  wallTime,
  withTimeZone,
  zoneOffset,
} from '../src/datetime.ts'
import { notesDatabase } from './support/databases.ts'

/** Stored text and the moment that it means; both ways where the text is as we write it. */
const STORED: Readonly<Record<string, string>> = {
  '2020-01-02 03:04:05': '2020-01-02T03:04:05.000Z',
  '2020-01-02 03:04:05.120000': '2020-01-02T03:04:05.120Z',
  '2020-01-02 03:04:05.123456': '2020-01-02T03:04:05.123456Z',
  '2000-02-29 23:59:59': '2000-02-29T23:59:59.000Z',
  '1900-03-01 00:00:00': '1900-03-01T00:00:00.000Z',
  '1969-12-31 23:59:59.999999': '1969-12-31T23:59:59.999999Z',
  '0005-01-02 03:04:05': '0005-01-02T03:04:05.000Z',
  '9999-12-31 23:59:59.999999': '9999-12-31T23:59:59.999999Z',
}

for (const [text, iso] of Object.entries(STORED)) {
  test(`${text} is read and written without loss`, () => {
    const moment = parseStoredDateTime(text)
    assert.equal(moment?.toISOString(), iso)
    assert.equal(formatStoredDateTime(moment as Date), text)
  })
}

test('stored text of others is read, too', () => {
  assert.equal(parseStoredDateTime('2020-01-02 03:04:05.12')?.toISOString(), '2020-01-02T03:04:05.120Z')
  assert.equal(parseStoredDateTime('2020-01-02T03:04:05+08:00')?.toISOString(), '2020-01-01T19:04:05.000Z')
  assert.equal(parseStoredDateTime('2020-01-02')?.toISOString(), '2020-01-02T00:00:00.000Z')
  assert.equal(parseStoredDateTime('no moment at all!!!'), undefined)
})

test('stored text that names no month is no moment', () => {
  for (const text of ['2020-00-01 00:00:00', '2020-13-01 00:00:00', '2020-1x-01 00:00:00'])
    assert.equal(parseStoredDateTime(text), undefined)
})

test('a moment with microseconds is a Date that loses nothing', () => {
  const moment = parseStoredDateTime('2020-01-02 03:04:05.123456')
  assert.ok(moment instanceof PreciseDate)
  assert.equal(moment.getMilliseconds(), 123)
  assert.equal(moment.microsecond, 456)
  assert.equal(JSON.stringify(moment), '"2020-01-02T03:04:05.123456Z"')
})

test('text without a zone is meant in the given one', () => {
  assert.equal(parseDateTime('2020-01-02T03:04', 'Asia/Shanghai')?.toISOString(), '2020-01-01T19:04:00.000Z')
  assert.equal(parseDateTime('2020-01-02', 'Asia/Shanghai')?.toISOString(), '2020-01-01T16:00:00.000Z')
  assert.equal(parseDateTime('2020-01-02 03:04:05Z', 'Asia/Shanghai')?.toISOString(), '2020-01-02T03:04:05.000Z')
  assert.equal(parseDateTime('2020-01-02 03:04:05.5-0530')?.toISOString(), '2020-01-02T08:34:05.500Z')
})

test('days and times that do not exist are refused', () => {
  for (const text of ['2020-02-30', '2021-02-29', '2020-13-01', '2020-00-10', '0000-01-01', '20-1-1', '']) {
    assert.equal(parseDate(text), undefined, text)
    assert.equal(parseDateTime(text), undefined, text)
  }
  for (const text of ['24:00', '12:60', '12:00:61', '12', 'noon']) assert.equal(parseTime(text), undefined, text)
  assert.equal(parseDate('2020-2-9'), '2020-02-09')
  assert.equal(parseTime('3:04'), '03:04:00')
  assert.equal(parseTime('03:04:05.6'), '03:04:05.600000')
})

test('a time that the clocks skip counts on from before, one that they repeat is the first', () => {
  const at = (month: number, day: number, hour: number) =>
    new Date(instantOf({ year: 2021, month, day, hour, minute: 30 }, 'America/New_York')).toISOString()
  assert.equal(at(3, 14, 2), '2021-03-14T07:30:00.000Z')
  assert.equal(at(11, 7, 1), '2021-11-07T05:30:00.000Z')
  assert.equal(at(11, 7, 2), '2021-11-07T07:30:00.000Z')
})

test('offsets are those of the day, also before there were time zones', () => {
  assert.equal(zoneOffset(Date.UTC(2021, 6, 1), 'America/New_York'), -4 * 3_600_000)
  assert.equal(zoneOffset(Date.UTC(2021, 0, 1), 'America/New_York'), -5 * 3_600_000)
  assert.equal(zoneOffset(Date.UTC(1900, 0, 1), 'Asia/Shanghai'), (8 * 3600 + 5 * 60 + 43) * 1000)
  assert.equal(zoneOffset(0, '+05:30'), 5.5 * 3_600_000)
  assert.equal(wallTime(Date.UTC(2020, 0, 1, 20), 'Asia/Shanghai').day, 2)
})

test('the zone is that of the database, unless a flow has its own', async t => {
  const database = await notesDatabase(t, { timeZone: 'Asia/Shanghai' })
  const zones = await database.run(() =>
    Promise.all([timeZone(), withTimeZone('Europe/Berlin', async () => timeZone()), timeZone()]),
  )
  assert.deepEqual(zones, ['Asia/Shanghai', 'Europe/Berlin', 'Asia/Shanghai'])
  assert.equal(timeZone(), 'UTC')
})
