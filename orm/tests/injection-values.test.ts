import assert from 'node:assert/strict'
import { Concat, Q, Replace, StrIndex, sql, Value } from '../src/index.ts'
import { attempt, guarded, HOSTILE, Target, unharmed } from './support/hostile.ts'
import { test } from './support/under-test.ts'

const COLUMNS = ['name', 'body', 'size', 'price', 'flag', 'day', 'clock', 'moment', 'key', 'data', 'blob', 'canary']
const LOOKUPS = [
  ...['exact', 'iexact', 'contains', 'icontains', 'startswith', 'istartswith', 'endswith', 'iendswith'],
  ...['regex', 'iregex', 'gt', 'gte', 'lt', 'lte', 'in', 'range', 'isnull', 'year', 'date', 'weekDay', 'hour'],
  ...['hasKey', 'hasKeys', 'containedBy', 'a', 'a__icontains'],
]

/** Conditions whose types nobody checked, as they come out of a request. */
const condition = (key: string, value: unknown): never => ({ [key]: value }) as never

test('a hostile value of any lookup on any column is compared, or refused by name', async t => {
  const db = await guarded(t)
  await db.run(async () => {
    for (const text of HOSTILE) {
      for (const column of COLUMNS) {
        for (const lookup of LOOKUPS) {
          const what = `${column}__${lookup} = ${JSON.stringify(text)}`
          const value = lookup === 'in' || lookup === 'hasKeys' ? [text] : lookup === 'range' ? [text, text] : text
          await attempt(what, () => Target.objects.filter(condition(`${column}__${lookup}`, value)).count())
        }
      }
      await unharmed(JSON.stringify(text))
    }
  })
})

test('a hostile text finds itself and nothing else', async t => {
  const db = await guarded(t)
  await db.run(async () => {
    for (const text of HOSTILE.filter(text => !text.includes('\0') && text.isWellFormed())) {
      await Target.objects.create({ name: text, data: { [text]: text } })
      for (const lookup of ['exact', 'iexact', 'contains', 'startswith', 'endswith', 'icontains']) {
        const found = await Target.objects.filter(condition(`name__${lookup}`, text)).valuesList('name', { flat: true })
        assert.ok(found.includes(text), `${lookup} ${text}`)
        assert.ok(!found.includes('plain'), `${lookup} ${text}`)
      }
      assert.equal((await Target.objects.exclude({ name: text }).filter({ name: text })).length, 0)
      const [row] = await Target.objects.filter(condition('data__hasKey', text))
      assert.deepEqual(row?.data, { [text]: text })
      await Target.objects.filter({ name: text }).delete()
      await unharmed(text)
    }
  })
})

test('a hostile value is written as it is, or refused', async t => {
  const db = await guarded(t)
  await db.run(async () => {
    for (const text of HOSTILE) {
      const what = JSON.stringify(text)
      for (const column of COLUMNS) {
        const made = await attempt(`create ${column} ${what}`, () => Target.objects.create(condition(column, text)))
        if (column === 'name' && made)
          assert.equal((await Target.objects.get({ pk: (made as Target).pk })).name, text.toWellFormed())
        await attempt(`update ${column} ${what}`, () =>
          Target.objects.filter({ size: 9 }).update(condition(column, text)),
        )
      }
      await attempt(what, () => Target.objects.bulkCreate([new Target({ name: text })], { batchSize: 1 }))
      await attempt(what, () => Target.objects.getOrCreate({ name: text }, { body: text }))
      await attempt(what, () => Target.objects.inBulk([text] as never))
      await Target.objects.exclude({ name: 'plain' }).delete()
      await unharmed(what)
    }
  })
})

test('a hostile literal inside an expression stays a literal', async t => {
  const db = await guarded(t)
  await db.run(async () => {
    for (const text of HOSTILE) {
      const what = JSON.stringify(text)
      const joined = Concat('name', Value(text))
      const found = await attempt(what, () => Target.objects.annotate({ joined }).get({ name: 'plain' }))
      if (found) assert.equal((found as { joined?: unknown }).joined, `plain${text.toWellFormed()}`)
      await attempt(what, () =>
        Target.objects
          .annotate({ at: StrIndex('name', Value(text)) })
          .filter({ at: 1 })
          .count(),
      )
      await attempt(what, () => Target.objects.filter({ size: -1 }).update({ name: Replace('name', Value(text)) }))
      await attempt(what, () => Target.objects.filter({ name__contains: Value(text) }).count())
      await attempt(what, () => Target.objects.filter(Q(condition('name', text)).not()).count())
      await attempt(what, () => Target.objects.orderBy(Concat('name', Value(text)).asc()).count())
      await unharmed(what)
    }
  })
})

test('the parameters of a raw query are bound', async t => {
  const db = await guarded(t)
  await db.run(async () => {
    for (const text of HOSTILE) {
      await attempt(text, () => Target.objects.raw(sql`SELECT * FROM ${Target} WHERE name = ${text}`))
      await attempt(text, () => Target.objects.raw(sql`SELECT * FROM ${Target} WHERE name IN ${[text, text]}`))
      await unharmed(text)
    }
  })
})
