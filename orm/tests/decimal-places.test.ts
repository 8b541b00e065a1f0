import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '../src/database.ts'
import { auto, createTables, decimal, F, Max, Min, manager, model, Sum } from '../src/index.ts'

class Item extends model('Item', { id: auto(), price: decimal({ maxDigits: 8, decimalPlaces: 2 }) }) {
  static readonly objects = manager(Item)
}

test('sums and extremes of a decimal column keep its decimal places, as on PostgreSQL', async () => {
  const db = await connect('sqlite::memory:')
  await db.run(async () => {
    await createTables(db, [Item])
    for (const price of ['2.50', '0.10', '0.40']) await Item.objects.create({ price })
    const found = await Item.objects.aggregate({ sum: Sum('price'), low: Min('price'), high: Max('price') })
    assert.deepEqual(found, { sum: '3.00', low: '0.10', high: '2.50' })
    const fewer = await Item.objects
      .orderBy('price')
      .slice(0, 2)
      .aggregate({ sum: Sum('price'), high: Max('price') })
    assert.deepEqual(fewer, { sum: '0.50', high: '0.40' })
    assert.deepEqual(await Item.objects.aggregate({ tripled: Sum(F('price').times(3)) }), { tripled: '9' })
  })
  await db.close()
})
