import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  auto,
  Concat,
  Count,
  captureQueries,
  char,
  connect,
  createTables,
  datetime,
  F,
  integer,
  Lower,
  manager,
  model,
  Now,
  OuterRef,
  Subquery,
  Value,
} from '../src/index.ts'
import { reachableServers, schemaUrl } from './support/servers.ts'

class Entry extends model('Entry', {
  id: auto(),
  title: char({ maxLength: 40 }),
  size: integer({ null: true }),
  at: datetime({ null: true }),
}) {
  static readonly objects = manager(Entry)
}

for (const url of ['sqlite::memory:', ...(await reachableServers())]) {
  const backend = url.split(':')[0]

  test(`${backend}: a new row takes expressions, and its object their values`, async t => {
    const db = await connect(url.startsWith('sqlite') ? url : await schemaUrl(t, url), { models: [Entry] })
    t.after(() => db.close())
    await createTables(db, [Entry])
    await db.run(async () => {
      const before = Date.now()
      const entry = await Entry.objects.create({ title: Lower(Value('ÀB')), size: 1, at: Now() })
      assert.equal(entry.title, 'àb')
      assert.ok(entry.at instanceof Date && Math.abs(entry.at.getTime() - before) < 60_000)
      const most = Entry.objects.orderBy('-size').values('size').slice(0, 1)
      const next = await Entry.objects.create({ title: 'x', size: Subquery(most) })
      assert.equal(next.size, 1)
    })
  })

  test(`${backend}: bulkCreate mixes values and expressions in one statement`, async t => {
    const db = await connect(url.startsWith('sqlite') ? url : await schemaUrl(t, url), { models: [Entry] })
    t.after(() => db.close())
    await createTables(db, [Entry])
    await db.run(async () => {
      const rows = ['a', Concat(Value('b'), Value('%')), 'c'].map(title => new Entry({ title }))
      const sent = await captureQueries(db, () => Entry.objects.bulkCreate(rows))
      assert.equal(sent.filter(event => event.kind === 'statement').length, 1)
      assert.deepEqual(await Entry.objects.orderBy('id').valuesList('title', { flat: true }), ['a', 'b%', 'c'])
    })
  })
}

test('an expression over the fields of the new row, or over other rows, is refused before anything is sent', async t => {
  const db = await connect('sqlite::memory:', { models: [Entry] })
  t.after(() => db.close())
  await createTables(db, [Entry])
  await db.run(async () => {
    const outer = Entry.objects.filter({ size: OuterRef('size') }).values('size')
    for (const size of [F('size'), F('size').plus(1), Subquery(outer)]) {
      const sent = await captureQueries(db, async () => {
        await assert.rejects(Entry.objects.create({ title: 'x', size }), { name: 'ValueError' })
      })
      assert.deepEqual(sent, [])
    }
    const counted = Entry.objects.create({ title: 'x', size: Count('id') })
    await assert.rejects(counted, { name: 'FieldError', message: /Aggregate functions are not allowed/ })
  })
})
