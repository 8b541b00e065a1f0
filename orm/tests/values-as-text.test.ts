import assert from 'node:assert/strict'
import { auto, boolean, Cast, char, float, manager, model } from '../src/index.ts'
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
