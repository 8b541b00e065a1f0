import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  auto,
  Cast,
  Count,
  char,
  connect,
  createTables,
  type Database,
  F,
  integer,
  JsonNull,
  json,
  manager,
  model,
  Value,
} from '../src/index.ts'
import { reachableServers, schemaUrl } from './support/servers.ts'

class Doc extends model('Doc', {
  id: auto(),
  name: char({ maxLength: 20 }),
  data: json({ null: true }),
}) {
  static readonly objects = manager(Doc)
}

const HOSTILE_KEY = `'";--\\$.[0] \u{1F600}`

const STORED: Readonly<Record<string, unknown>> = {
  object: { a: { b: 1, c: [10, 20, { d: 'Äx%' }] }, tags: ['x', 'y'], t: true },
  other: { a: { b: 2.5 }, t: false, n: null, text: 'Äx%' },
  texts: { a: 'b', t: 'true', '0': 'zero', n: 1 },
  list: [3, 'x', null, { a: 1 }],
  empty: {},
  number: 7,
  string: 'x',
  flag: true,
  hostile: { [HOSTILE_KEY]: 1 },
}

async function documents(t: TestContext, url: string): Promise<Database> {
  const db = await connect(url.startsWith('sqlite') ? url : await schemaUrl(t, url), { models: [Doc] })
  t.after(() => db.close())
  await createTables(db, [Doc])
  const rows = Object.entries(STORED).map(([name, data]) => new Doc({ name, data }))
  await db.run(() =>
    Doc.objects.bulkCreate([
      ...rows,
      new Doc({ name: 'null', data: JsonNull() }),
      new Doc({ name: 'missing', data: null }),
    ]),
  )
  return db
}

/** Conditions, and the names of the documents that meet them. */
const CONDITIONS: readonly (readonly [what: string, condition: object, names: string])[] = [
  ['a key', { data__t: true }, 'object'],
  ['a key of a text is not that of a boolean', { data__t: 'true' }, 'texts'],
  ['a path of keys', { data__a__b: 1 }, 'object'],
  ['a number equals itself however it is written', { data__a__b: 2.5 }, 'other'],
  ['a position in a list', { data__0: 3 }, 'list'],
  ['a position inside', { data__a__c__1: 20 }, 'object'],
  ['a position from the end', { 'data__-1': { a: 1 } }, 'list'],
  ['a key behind a position', { data__a__c__2__d: 'Äx%' }, 'object'],
  ['a whole value', { data: { a: { b: 2.5 }, n: null, text: 'Äx%', t: false } }, 'other'],
  ['a whole text', { data: 'x' }, 'string'],
  ['a whole list', { data: [3, 'x', null, { a: 1 }] }, 'list'],
  ['the null of JSON', { data: null }, 'null'],
  ['the null of JSON behind a key', { data__n: null }, 'other'],
  ['a column without a value', { data__isnull: true }, 'missing'],
  ['a key that is there, null or not', { data__n__isnull: false }, 'other texts'],
  ['a key that is not', { data__t__isnull: true, data__isnull: false }, 'empty flag hostile list null number string'],
  ['one of several', { data__a__b__in: [1, 2.5, 'x'] }, 'object other'],
  ['one of several whole values', { data__in: ['x', 7, [1]] }, 'number string'],
  ['greater', { data__a__b__gt: 1 }, 'other'],
  ['at least', { data__a__b__gte: 1 }, 'object other'],
  ['less', { data__a__b__lt: 2.5 }, 'object'],
  ['at most', { data__0__lte: 3 }, 'list'],
  ['between', { data__a__b__range: [0, 2] }, 'object'],
  [
    'texts are less than numbers, lists greater',
    { data__gt: 'zz' },
    'empty flag hostile list number object other texts',
  ],
  ['text within', { data__text__icontains: 'äX%' }, 'other'],
  ['text at the start', { data__text__startswith: 'Ä' }, 'other'],
  ['text at the end', { data__text__endswith: '%' }, 'other'],
  ['text in any case', { data__text__iexact: 'äX%' }, 'other'],
  ['the null of JSON, for iexact, too', { data__n__iexact: null }, 'other'],
  ['a pattern', { data__a__regex: '^b$' }, 'texts'],
  ['a number as text', { data__a__b__startswith: '2.' }, 'other'],
  ['a list as text', { data__tags__icontains: '"x", "Y"' }, 'object'],
  ['a contained object', { data__contains: { a: { b: 1 } } }, 'object'],
  ['a contained list, in any order', { data__tags__contains: ['y', 'x'] }, 'object'],
  ['a contained member', { data__contains: 'x' }, 'list string'],
  ['an object inside a list', { data__contains: [{ a: 1 }, 3] }, 'list'],
  ['a container', { data__containedBy: { a: 'b', t: 'true', '0': 'zero', n: 1, more: 1 } }, 'empty texts'],
  ['a key by name', { data__hasKey: 'n' }, 'other texts'],
  ['a key by name, deeper', { data__a__hasKey: 'c' }, 'object'],
  ['a text in a list counts as a key', { data__hasKey: 'x' }, 'list string'],
  ['all of some keys', { data__hasKeys: ['a', 'n'] }, 'other texts'],
  ['any of some keys', { data__hasAnyKeys: ['tags', '0'] }, 'object texts'],
  ['a key with every character that could break out', { [`data__${HOSTILE_KEY}`]: 1 }, 'hostile'],
  ['a hostile key by name', { data__hasKey: HOSTILE_KEY }, 'hostile'],
  ['another part of the same value', { data__a__b: F('data__a__c__0') }, ''],
  ['a column of another kind', { data: F('name') }, ''],
  ['an expression', { data__a__b: Value(1) }, 'object'],
]

for (const url of ['sqlite::memory:', ...(await reachableServers())]) {
  const backend = url.split(':')[0]

  test(`${backend}: conditions on JSON values`, async t => {
    const db = await documents(t, url)
    await db.run(async () => {
      for (const [what, condition, names] of CONDITIONS) {
        const found = await Doc.objects.filter(condition).orderBy('name').valuesList('name', { flat: true })
        assert.equal(found.sort().join(' '), names, what)
      }
    })
  })

  test(`${backend}: exclude keeps rows without a value, and those that differ`, async t => {
    const db = await documents(t, url)
    await db.run(async () => {
      const kept = await Doc.objects.exclude({ data: 7 }).count()
      assert.equal(kept, Object.keys(STORED).length + 1)
    })
  })

  test(`${backend}: parts of JSON values are read, ordered by, grouped by and cast`, async t => {
    const db = await documents(t, url)
    await db.run(async () => {
      const parts = await Doc.objects
        .filter({ data__a__isnull: false })
        .orderBy('name')
        .values('name', 'data__a', 'data__tags__0')
      assert.deepEqual(parts[0], { name: 'object', data__a: { b: 1, c: [10, 20, { d: 'Äx%' }] }, data__tags__0: 'x' })
      const ordered = Doc.objects.filter({ data__isnull: false }).orderBy('data').valuesList('name', { flat: true })
      assert.equal((await ordered).join(' '), 'null string number flag list empty hostile object texts other')
      const grouped = await Doc.objects
        .values('data__t')
        .annotate({ n: Count('id') })
        .orderBy('-n', 'data__t')
      assert.deepEqual(grouped, [
        { data__t: null, n: 8 },
        { data__t: 'true', n: 1 },
        { data__t: false, n: 1 },
        { data__t: true, n: 1 },
      ])
      const cast = await Doc.objects.annotate({ n: Cast('data__a__b', integer()), s: F('data__text') }).get({ n: 1 })
      assert.deepEqual([cast.name, cast.n, cast.s], ['object', 1, null])
    })
  })

  test(`${backend}: one shape serves every value, and one for every path`, async t => {
    const db = await documents(t, url)
    await db.run(async () => {
      assert.equal(await Doc.objects.filter({ data__a: 'b' }).count(), 1)
      assert.equal(await Doc.objects.filter({ data__a: 'c' }).count(), 0)
      assert.equal(await Doc.objects.filter({ data__n: 1 }).count(), 1)
      assert.equal(await Doc.objects.filter({ data__a: { b: 2.5 } }).count(), 1)
    })
  })
}
