import assert from 'node:assert/strict'
import {
  auto,
  char,
  date,
  decimal,
  foreignKey,
  integer,
  type ModelClass,
  manager,
  model,
  time,
  uuid,
} from '../src/index.ts'
import { databaseWith } from './support/models.ts'
import { test } from './support/under-test.ts'

class Parcel extends model('Parcel', {
  id: auto(),
  label: char({ maxLength: 20, null: true }),
  weight: integer({ null: true }),
  price: decimal({ maxDigits: 8, decimalPlaces: 2, null: true }),
  sent: date({ null: true }),
  clock: time({ null: true }),
  code: uuid({ null: true }),
  inside: foreignKey((): ModelClass<Parcel> => Parcel, { null: true, onDelete: 'CASCADE' }),
}) {
  static readonly objects = manager(Parcel)
}

const CODE = '12345678-1234-5678-1234-567812345678'

/** As somebody without types calls it: the keys of the rows that are found, or the name of the error. */
async function found(condition: object): Promise<string> {
  const untyped = Parcel.objects as unknown as { filter(condition: object): { orderBy(name: string): Rows } }
  try {
    return (await untyped.filter(condition).orderBy('id').valuesList('id', { flat: true })).join(' ')
  } catch (error) {
    return (error as Error).name
  }
}

interface Rows {
  valuesList(name: string, options: object): PromiseLike<number[]>
}

/** Conditions, and what Django 3.2 answers to them on SQLite and PostgreSQL. */
const ANSWERS: readonly (readonly [condition: object, answer: string])[] = [
  [{ sent__range: [1] }, 'UsageError'],
  [{ sent__range: ['x'] }, 'ValidationError'],
  [{ sent__range: ['2020-01-01'] }, 'IndexError'],
  [{ sent__year__range: ['x'] }, 'ValueError'],
  [{ weight__range: [] }, 'ValueError'],
  [{ weight__range: [1] }, 'IndexError'],
  [{ weight__range: [1, 2, 3] }, 'UsageError'],
  [{ weight__range: 5 }, 'UsageError'],
  [{ weight__range: null }, 'UsageError'],
  [{ weight__range: [null, 1] }, ''],
  [{ weight__range: [0, 5] }, '1'],
  [{ weight__in: null }, 'UsageError'],
  [{ weight__in: 5 }, 'UsageError'],
  [{ price__gt: [1] }, 'ValidationError'],
  [{ weight__lt: 10 ** 20 }, '1 2'],
  [{ weight__gt: -(10 ** 20) }, '1 2'],
  [{ weight__lt: 10 ** 20, label: null }, ''],
  [{ inside__gte: 1.5 }, '2 3'],
  [{ weight__iexact: '' }, ''],
  [{ weight__iexact: '1' }, '1'],
  [{ label: ['1'] }, ''],
  [{ label__contains: ['1'] }, ''],
  [{ label__in: [['1']] }, ''],
  [{ clock: new Date('2020-01-02T03:04:05Z') }, '1'],
  [{ sent__month__contains: '0' }, '2'],
  [{ sent__month__endswith: '0' }, '2'],
  [{ code__contains: '12345678-1234' }, '1'],
  [{ code__contains: '123456781234' }, ''],
]

test('values of another type than the column find nothing or are refused as by Django', async t => {
  const db = await databaseWith(t, [Parcel])
  await db.run(async () => {
    await Parcel.objects.create({
      label: '1',
      weight: 1,
      price: '1.5',
      sent: '2020-01-02',
      clock: '03:04:05',
      code: CODE,
    })
    await Parcel.objects.create({ label: 'x', weight: -3, sent: '1999-10-31', insideId: 1 })
    await Parcel.objects.create({ insideId: 1 })
    for (const [condition, answer] of ANSWERS) assert.equal(await found(condition), answer, JSON.stringify(condition))
    const parcel = await Parcel.objects.get({ id: 1 })
    assert.equal(await found({ weight: parcel }), 'UsageError')
    assert.equal(await found({ inside: parcel }), '2 3')
  })
})
