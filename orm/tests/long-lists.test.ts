import assert from 'node:assert/strict'
import { auto, binary, captureQueries, char, type Database, manager, model, text } from '../src/index.ts'
import { databaseWith } from './support/models.ts'
import { test } from './support/under-test.ts'

class Leaf extends model('Leaf', {
  id: auto(),
  name: char({ maxLength: 20 }),
  note: text(),
  mark: binary({ null: true }),
}) {
  static readonly objects = manager(Leaf)
}

const names = (first: number, last: number): string[] =>
  Array.from({ length: last - first }, (_, i) => `leaf ${first + i}`)

async function leaves(): Promise<void> {
  await Leaf.objects.bulkCreate(names(0, 500).map(name => new Leaf({ name, note: name })))
}

/** Parts of the plans that MySQL runs anew for every row. */
async function repeatedParts(db: Database, work: () => PromiseLike<unknown>): Promise<unknown[]> {
  const events = await captureQueries(db, work)
  if (db.backend.name !== 'mysql') return []
  const plans = events.map(({ sql, params }) => db.query(`EXPLAIN ${sql}`, params))
  const parts = (await Promise.all(plans)).flat().map(row => row[1])
  return parts.filter(part => String(part).startsWith('DEPENDENT'))
}

test('a long list in the condition of a write is read once, and not for every row', async t => {
  const db = await databaseWith(t, [Leaf])
  await db.run(async () => {
    await leaves()
    const keys = await Leaf.objects.filter({ name__in: names(100, 300) }).valuesList('pk', { flat: true })
    assert.equal(keys.length, 200)
    const byKey = Leaf.objects.filter({ pk__in: keys })
    const byName = Leaf.objects.filter({ name__in: names(0, 200) })
    const others = Leaf.objects.exclude({ name__in: names(0, 490) })
    const counts: number[] = []
    const repeated = await repeatedParts(db, async () => {
      counts.push(await byKey.update({ note: 'by key' }))
      counts.push(await byName.update({ note: 'by name' }))
      counts.push(await others.update({ note: 'other' }))
    })
    assert.deepEqual(counts, [200, 200, 10])
    assert.deepEqual(repeated, [])
    assert.equal(await Leaf.objects.filter({ note: 'by key' }).count(), 100)
    assert.equal(await Leaf.objects.filter({ note: 'by name' }).count(), 200)
    assert.deepEqual(await repeatedParts(db, async () => assert.equal((await byName.delete())[0], 200)), [])
  })
})

test('texts and bytes of any length are found by a list, and left out by one', async t => {
  const db = await databaseWith(t, [Leaf])
  await db.run(async () => {
    const long = ['x'.repeat(500), '名'.repeat(501), 'y'.repeat(70_000)]
    await Leaf.objects.bulkCreate(
      long.map((note, i) => new Leaf({ name: `${i}`, note, mark: new Uint8Array(300).fill(i) })),
    )
    assert.equal(await Leaf.objects.filter({ note__in: long }).count(), 3)
    for (const [i, note] of long.entries()) {
      const found = Leaf.objects.filter({ note__in: [note, 'another'] })
      assert.deepEqual(await found.valuesList('name', { flat: true }), [`${i}`])
      assert.equal(await Leaf.objects.exclude({ note__in: [note, 'another'] }).count(), 2)
      assert.equal(await found.update({ note }), 1)
    }
    const marked = Leaf.objects.filter({ mark__in: [new Uint8Array(300).fill(2), new Uint8Array(1)] })
    assert.deepEqual(await marked.valuesList('name', { flat: true }), ['2'])
  })
})
