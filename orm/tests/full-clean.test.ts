import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  auto,
  boolean,
  captureQueries,
  char,
  connect,
  createTables,
  F,
  integer,
  type Model,
  manager,
  model,
  Q,
  ValidationError,
} from '../src/index.ts'
import { databaseWith } from './support/models.ts'
import { reachableServers, schemaUrl } from './support/servers.ts'

class Seat extends model(
  'Seat',
  {
    id: auto(),
    code: char({ maxLength: 4, unique: true }),
    row: integer(),
    number: integer(),
    note: char({ maxLength: 9, blank: true }),
  },
  { uniqueTogether: [['row', 'number']] },
) {
  static readonly objects = manager(Seat)
  override clean(): void {
    if (this.row === 13) throw new ValidationError({ '': [{ code: 'unlucky', message: 'There is no row 13.' }] })
  }
}

/** The codes that `fullClean` finds, by field. */
async function codes(instance: Model): Promise<Record<string, string[]>> {
  try {
    await instance.fullClean()
    return {}
  } catch (error) {
    assert.ok(error instanceof ValidationError)
    return Object.fromEntries(Object.entries(error.fields).map(([name, list]) => [name, list.map(({ code }) => code)]))
  }
}

test('blanks are refused where blank does not allow them, and values are put in the type of their column', async t => {
  const db = await databaseWith(t, [Seat])
  await db.run(async () => {
    assert.deepEqual(await codes(new Seat({ row: 1, number: 2 })), { code: ['blank'] })
    const seat = new Seat({ code: 'A1' })
    Object.assign(seat, { row: '1', number: '2' })
    assert.deepEqual(await codes(seat), {})
    assert.deepEqual([seat.row, seat.number], [1, 2])
  })
})

test('what must be unique is looked for, alone and together, the own row left out', async t => {
  const db = await databaseWith(t, [Seat])
  await db.run(async () => {
    const seat = await Seat.objects.create({ code: 'A1', row: 1, number: 1, note: '' })
    assert.deepEqual(await codes(seat), {})
    assert.deepEqual(await codes(new Seat({ code: 'A1', row: 1, number: 1 })), {
      code: ['unique'],
      '': ['unique_together'],
    })
  })
})

test('clean of the class is asked, and all problems come together', async t => {
  const db = await databaseWith(t, [Seat])
  await db.run(async () => {
    const found = await codes(new Seat({ code: 'toolong', row: 13, number: 1 }))
    assert.deepEqual(found, { code: ['max_length'], '': ['unlucky'] })
  })
})

test('fields can be left out, and the database with them', async t => {
  const db = await databaseWith(t, [Seat])
  await db.run(async () => {
    const seat = new Seat({ row: 1, number: 1 })
    const sent = await captureQueries(db, () => seat.fullClean({ exclude: ['code'], validateUnique: false }))
    assert.deepEqual(sent, [])
  })
})

class Booking extends model(
  'Booking',
  {
    id: auto(),
    first: integer(),
    last: integer({ null: true }),
    room: char({ maxLength: 5 }),
    cancelled: boolean({ default: false }),
  },
  {
    constraints: [
      { name: 'in_order', check: Q({ last__gte: F('first') }) },
      { name: 'not_negative', check: 'first >= 0' },
      { name: 'one_at_a_time', fields: ['first', 'room'], condition: Q({ cancelled: false }) },
    ],
  },
) {
  static readonly objects = manager(Booking)
}

/** MySQL and MariaDB have no unique constraints over a part of the rows. */
const CAPABLE = (await reachableServers()).filter(url => !url.startsWith('mysql'))

for (const url of ['sqlite::memory:', ...CAPABLE]) {
  test(`${url.split(':')[0]}: the constraints of the model are asked before the database refuses`, async t => {
    const db = await connect(url.startsWith('sqlite') ? url : await schemaUrl(t, url), { models: [Booking] })
    t.after(() => db.close())
    await createTables(db, [Booking])
    await db.run(async () => {
      const booked = await Booking.objects.create({ first: 1, last: 2, room: 'A' })
      assert.deepEqual(await codes(booked), {})
      assert.deepEqual(await codes(new Booking({ first: 3, last: 2, room: 'A' })), { '': ['check'] })
      assert.deepEqual(await codes(new Booking({ first: 3, last: null, room: 'A' })), {})
      assert.deepEqual(await codes(new Booking({ first: -1, last: 2, room: 'A' })), { '': ['check'] })
      assert.deepEqual(await codes(new Booking({ first: 1, last: 1, room: 'A' })), { '': ['unique'] })
      assert.deepEqual(await codes(new Booking({ first: 1, last: 1, room: 'A', cancelled: true })), {})
      assert.deepEqual(await codes(new Booking({ first: -1, last: -2, room: "A'" })), { '': ['check', 'check'] })
    })
  })
}

test('constraints over fields that were left out, or that are wrong already, are not asked', async t => {
  const db = await databaseWith(t, [Booking])
  await db.run(async () => {
    const booking = new Booking({ first: 3, last: 2, room: 'too long' })
    await booking.fullClean({ exclude: ['last', 'room'] })
    await booking.fullClean({ exclude: ['room'], validateConstraints: false })
    assert.deepEqual(await codes(Object.assign(booking, { last: 'x' })), { last: ['invalid'], room: ['max_length'] })
  })
})
