import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ValidationError } from '../src/errors.ts'
import { auto, char, integer } from '../src/fields/factories.ts'
import { captureQueries } from '../src/logging.ts'
import { manager } from '../src/manager.ts'
import { type Model, model } from '../src/model.ts'
import { databaseWith } from './support/models.ts'

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
