import assert from 'node:assert/strict'
import {
  atomic,
  auto,
  Cast,
  Count,
  captureQueries,
  char,
  connect,
  Extract,
  F,
  func,
  manager,
  model,
  OuterRef,
  Prefetch,
  Trunc,
  UsageError,
} from '../src/index.ts'
import { attempt, Canary, guarded, HOSTILE, Target, unharmed } from './support/hostile.ts'
import { databaseWith } from './support/models.ts'
import { test } from './support/under-test.ts'

/** A name that nobody checked. */
const name = (text: string): never => text as never

/** An object as it comes out of a request: even `__proto__` is a plain key of it. */
const parsed = (key: string, value: unknown): never =>
  JSON.parse(`{ ${JSON.stringify(key)}: ${JSON.stringify(value)} }`) as never

/** Every place where a name of a field, a path or an alias may stand. */
const PLACES: Readonly<Record<string, (text: string) => unknown>> = {
  'filter key': text => Target.objects.filter(parsed(text, 1)).count(),
  'filter key behind a field': text => Target.objects.filter(parsed(`name__${text}`, 'x')).count(),
  'filter key behind a date': text => Target.objects.filter(parsed(`moment__${text}`, 1)).count(),
  'filter key behind a relation': text => Target.objects.filter(parsed(`canary__${text}`, 1)).count(),
  'JSON path': text => Target.objects.filter(parsed(`data__${text}`, 1)).count(),
  'JSON path, deeper': text => Target.objects.filter(parsed(`data__a__${text}__icontains`, 'x')).count(),
  'JSON path in an order': text => Target.objects.orderBy(name(`data__${text}`)),
  'JSON path in values': text => Target.objects.values(name(`data__${text}`)),
  'exclude key': text => Target.objects.exclude(parsed(text, 1)).count(),
  'get key': text => Target.objects.get(parsed(text, 1)),
  'order key': text => Target.objects.orderBy(name(text)),
  'descending order key': text => Target.objects.orderBy(name(`-${text}`)),
  'values name': text => Target.objects.values(name(text)),
  'valuesList name': text => Target.objects.valuesList(name(text)),
  'only name': text => Target.objects.only(name(text)),
  'defer name': text => Target.objects.defer(name(text)),
  'distinct name': text => Target.objects.distinct(name(text)),
  'dates field': text => Target.objects.dates(name(text), 'year'),
  'dates kind': text => Target.objects.dates('day', name(text)),
  'dates direction': text => Target.objects.dates('day', 'year', name(text)),
  'datetimes kind': text => Target.objects.datetimes('moment', name(text)),
  'annotation name': text => Target.objects.annotate({ [text]: Count('id') }).orderBy(name(text)),
  'alias name': text =>
    Target.objects
      .alias({ [text]: F('name') })
      .filter(parsed(text, 'x'))
      .values(name(text)),
  'aggregate name': text => Target.objects.aggregate({ [text]: Count('id') }),
  'name of a computed value': text => Target.objects.values({ [text]: F('name') }),
  'F name': text => Target.objects.filter({ name: F(text) } as never).count(),
  'OuterRef name': text =>
    Target.objects.filter({ pk__in: Target.objects.filter({ name: OuterRef(text) }).values('pk') }).count(),
  'aggregate path': text => Target.objects.aggregate({ n: Count(name(text)) }),
  'function name': text => Target.objects.annotate({ n: func(text, 'name') }).count(),
  'part of a date': text => Target.objects.annotate({ n: Extract('moment', name(text)) }).count(),
  'unit of a date': text => Target.objects.annotate({ n: Trunc('moment', name(text)) }).count(),
  'place of NULLs': text => Target.objects.orderBy(F('name').asc(name(text))),
  'selectRelated path': text => Target.objects.selectRelated(name(text)),
  'prefetchRelated path': text => Target.objects.prefetchRelated(text),
  'Prefetch path': text => Target.objects.prefetchRelated(Prefetch(text)),
  'update key': text => Target.objects.filter({ size: -1 }).update(parsed(text, 1)),
  'create key': text => Target.objects.create(parsed(text, 1)),
  'getOrCreate key': text => Target.objects.getOrCreate(parsed(text, 1)),
  'updateOrCreate key': text => Target.objects.updateOrCreate({ name: 'plain' }, parsed(text, 1)),
  'bulkUpdate name': async text =>
    Target.objects.bulkUpdate([await Target.objects.get({ name: 'plain' })], [name(text)]),
  'inBulk field': text => Target.objects.inBulk([1] as never, { fieldName: name(text) }),
  'latest name': text => Target.objects.latest(name(text)),
  'locked relation': text =>
    atomic(async () => await Target.objects.selectForUpdate({ of: [text] }), { savepoint: false }),
  'explain option': text => Target.objects.all().explain({ analyze: name(text) }),
  'slice bound': text => Target.objects.slice(name(text), name(text)),
}

for (const [place, attack] of Object.entries(PLACES)) {
  test(`a hostile ${place} is taken for a name, or refused`, async t => {
    const db = await guarded(t)
    await db.run(async () => {
      for (const text of HOSTILE) {
        const what = `${place} ${JSON.stringify(text)}`
        await attempt(what, () => attack(text))
        await Target.objects.exclude({ name: 'plain' }).delete()
        await unharmed(what)
      }
    })
  })
}

test('a level of isolation is one of four', async t => {
  const db = await guarded(t)
  await db.run(async () => {
    for (const text of HOSTILE) {
      const sent = await captureQueries(db, async () => {
        await assert.rejects(
          atomic(() => undefined, { isolation: name(text) }),
          UsageError,
        )
      })
      assert.deepEqual(sent, [])
    }
    await unharmed('isolation')
  })
})

const QUOTES = ['a"b', 'a`b', "a'b", 'a"; DROP TABLE canary; --', 'a]b', 'ünï', 'select']

test('tables and columns may have any name, quotes included', async t => {
  for (const [i, quoted] of QUOTES.entries()) {
    class Odd extends model(
      `Odd${i}`,
      { id: auto(), name: char({ maxLength: 40, dbColumn: quoted, unique: true }) },
      { table: `odd ${quoted}` },
    ) {
      static readonly objects = manager(Odd)
    }
    const db = await databaseWith(t, [Canary, Odd])
    await db.run(async () => {
      const row = await Odd.objects.create({ name: quoted })
      await Odd.objects.filter({ name__icontains: quoted }).update({ name: `${quoted}!` })
      await row.refreshFromDb()
      assert.equal(row.name, `${quoted}!`)
      assert.deepEqual(await Odd.objects.orderBy('-name').values('name').distinct(), [{ name: `${quoted}!` }])
      assert.equal(await Canary.objects.count(), 0)
      await row.delete()
    })
  }
})

test('the length of a cast comes from a field, which takes numbers alone', () => {
  assert.throws(() => Cast('name', char({ maxLength: '1); DROP TABLE canary; --' as never })), UsageError)
})

test('a database that does not exist is refused with one line, however it is called', async () => {
  for (const text of HOSTILE.filter(text => text.isWellFormed())) {
    const url = `postgres://root@127.0.0.1:5432/${encodeURIComponent(text)}`
    await assert.rejects(connect(url, { busyTimeout: 2000 }), error => !/syntax error/i.test(String(error)))
  }
})
