import assert from 'node:assert/strict'
import { Avg, auto, decimal, F, Max, Min, manager, model, Sum } from '../src/index.ts'
import { databaseWith } from './support/models.ts'
import { test } from './support/under-test.ts'

class Item extends model('Item', { id: auto(), price: decimal({ maxDigits: 8, decimalPlaces: 2 }) }) {
  static readonly objects = manager(Item)
}

test('sums and extremes of a decimal column keep its decimal places, what is computed has no zeros at the end', async t => {
  const db = await databaseWith(t, [Item])
  await db.run(async () => {
    for (const price of ['2.50', '0.10', '0.40']) await Item.objects.create({ price })
    const found = await Item.objects.aggregate({ sum: Sum('price'), low: Min('price'), high: Max('price') })
    assert.deepEqual(found, { sum: '3.00', low: '0.10', high: '2.50' })
    const fewer = await Item.objects
      .orderBy('price')
      .slice(0, 2)
      .aggregate({ sum: Sum('price'), high: Max('price') })
    assert.deepEqual(fewer, { sum: '0.50', high: '0.40' })
    const computed = {
      tripled: Sum(F('price').times(3)),
      mean: Avg('price'),
      square: Max(F('price').times(F('price'))),
    }
    assert.deepEqual(await Item.objects.aggregate(computed), { tripled: '9', mean: '1', square: '6.25' })
  })
})
