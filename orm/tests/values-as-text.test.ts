import assert from 'node:assert/strict'
import { auto, boolean, Cast, char, decimal, F, float, manager, model, uuid } from '../src/index.ts'
import { databaseWith } from './support/models.ts'
import { test } from './support/under-test.ts'

class Gauge extends model('Gauge', { id: auto(), level: float(), open: boolean({ default: false }) }) {
  static readonly objects = manager(Gauge)
}

test('floats and truth values are the same text on every database', async t => {
  const db = await databaseWith(t, [Gauge])
  await db.run(async () => {
    await Gauge.objects.bulkCreate([
      new Gauge({ level: 1, open: true }),
      new Gauge({ level: 0.25 }),
      new Gauge({ level: -1234.5 }),
    ])
    const texts = Gauge.objects.orderBy('id').annotate({
      level_text: Cast('level', char({ maxLength: 20 })),
      open_text: Cast('open', char({ maxLength: 5 })),
    })
    assert.deepEqual(await texts.valuesList('level_text', 'open_text'), [
      ['1', 'true'],
      ['0.25', 'false'],
      ['-1234.5', 'false'],
    ])
    // The types offer lookups of texts to texts alone.
    assert.equal(await Gauge.objects.filter({ open__startswith: 't' } as never).count(), 1)
    assert.equal(await Gauge.objects.filter({ level__endswith: '.5' } as never).count(), 1)
  })
})

class Price extends model('Price', {
  id: auto(),
  net: decimal({ maxDigits: 8, decimalPlaces: 3, null: true }),
  code: uuid(),
}) {
  static readonly objects = manager(Price)
}

const CODE = '12345678-1234-5678-1234-567812345678'

test('decimals have all digits of their column, UUIDs their hyphens', async t => {
  const db = await databaseWith(t, [Price])
  await db.run(async () => {
    await Price.objects.bulkCreate([
      new Price({ net: '1.5', code: CODE }),
      new Price({ net: '-12', code: CODE }),
      new Price({ net: null, code: CODE }),
    ])
    const texts = Price.objects.orderBy('id').annotate({
      net_text: Cast('net', char({ maxLength: 20 })),
      code_text: Cast('code', char({ maxLength: 40 })),
    })
    assert.deepEqual(await texts.valuesList('net_text', 'code_text'), [
      ['1.500', CODE],
      ['-12.000', CODE],
      [null, CODE],
    ])
    assert.equal(await Price.objects.filter({ net__endswith: '500' } as never).count(), 1)
    assert.equal(await Price.objects.filter({ net__regex: '^-12[.]0+$' } as never).count(), 1)
    assert.equal(await texts.filter({ net_text: F('net_text') }).count(), 2)
  })
})
