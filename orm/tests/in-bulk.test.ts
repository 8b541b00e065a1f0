import assert from 'node:assert/strict'
import { test } from 'node:test'
import { auto, char, model, Q } from '../src/index.ts'
import { User } from './support/blog.ts'
import { onEveryDatabase } from './support/every-database.ts'
import { databaseWith } from './support/models.ts'

onEveryDatabase('inBulk takes keys of any spelling, and all rows without keys', async () => {
  assert.deepEqual([...(await User.objects.inBulk(['2' as never, 99])).keys()], [2])
  assert.deepEqual([...(await User.objects.orderBy('-id').inBulk()).keys()].sort(), [1, 2, 3])
  assert.equal((await User.objects.inBulk([])).size, 0)
})

onEveryDatabase('inBulk refuses slices, values and unknown names', async () => {
  await assert.rejects(User.objects.all().slice(0, 1).inBulk([1]), { code: 'USAGE_ERROR' })
  await assert.rejects(User.objects.values().inBulk([1]), { code: 'USAGE_ERROR' })
  await assert.rejects(User.objects.inBulk([], { fieldName: 'nope' as never }), { code: 'FIELD_ERROR' })
})

test('a field is unique by a constraint of its own, not by one with a condition or with others', async t => {
  class Seat extends model(
    'Seat',
    { id: auto(), code: char({ maxLength: 9 }), row: char({ maxLength: 9 }), side: char({ maxLength: 9 }) },
    {
      uniqueTogether: [['row', 'side']],
      constraints: [
        { fields: ['code'], name: 'seat_code' },
        { fields: ['side'], name: 'seat_side', condition: Q({ row: 'x' }) },
      ],
    },
  ) {}
  const db = await databaseWith(t, [Seat])
  await db.run(async () => {
    await Seat.objects.create({ code: 'a', row: '1', side: 'l' })
    assert.deepEqual([...(await Seat.objects.inBulk(['a', 'b'], { fieldName: 'code' })).keys()], ['a'])
    for (const fieldName of ['row', 'side'] as const) {
      await assert.rejects(Seat.objects.inBulk(['1'], { fieldName }), { code: 'VALUE_ERROR' })
    }
    const perSide = await Seat.objects.distinct('side').inBulk(['l'], { fieldName: 'side' })
    assert.equal(perSide.get('l')?.code, 'a')
  })
})
