import assert from 'node:assert/strict'
import { Count, Q, Sum } from '../src/index.ts'
import { blog, Post, statements, User } from './support/blog.ts'
import { test } from './support/under-test.ts'

test('an empty list sends no statement', async t => {
  const db = await blog(t)
  const sent = await statements(db, () => db.run(async () => await User.objects.filter({ id__in: [] })))
  assert.equal(sent, 0)
})

test('an empty list under OR leaves the other side, negated it matches everything', async t => {
  const db = await blog(t)
  await db.run(async () => {
    assert.equal(await User.objects.filter(Q({ id__in: [] }).or(Q({ name: 'Ann' }))).count(), 1)
    assert.equal(await User.objects.exclude({ id__in: [] }).count(), 3)
  })
})

test('a list of any length is one parameter', async t => {
  const db = await blog(t)
  const ids = Array.from({ length: 100_000 }, (_, i) => i + 2)
  assert.equal(await db.run(() => User.objects.filter({ id__in: ids }).count()), 2)
})

test('null in a list equals nothing', async t => {
  const db = await blog(t)
  const untyped = User.objects as unknown as { filter(condition: object): { count(): Promise<number> } }
  assert.equal(await db.run(() => untyped.filter({ score__in: [3, null] }).count()), 1)
})

test('whole numbers that no column holds match nothing, and everything is below them', async t => {
  const db = await blog(t)
  await db.run(async () => {
    assert.equal(await User.objects.filter({ id: 2 ** 70 }).count(), 0)
    assert.equal(await User.objects.filter({ id__lt: 2 ** 70 }).count(), 3)
    assert.equal(await User.objects.filter({ id__in: [1, 2 ** 70] }).count(), 1)
  })
})

test('a QuerySet as list is a subquery', async t => {
  const db = await blog(t)
  const writers = User.objects.filter({ score__gt: 2 })
  const sent = await statements(db, async () => {
    const titles = await db.run(
      async () => await Post.objects.filter({ author__in: writers }).orderBy('id').valuesList('title', { flat: true }),
    )
    assert.deepEqual(titles, ['First', 'Second'])
  })
  assert.equal(sent, 1)
})

test('aggregates over nothing answer without a statement', async t => {
  const db = await blog(t)
  const sent = await statements(db, async () => {
    const answer = await db.run(
      async () => await User.objects.none().aggregate({ n: Count('id'), total: Sum('score') }),
    )
    assert.deepEqual(answer, { n: 0, total: null })
  })
  assert.equal(sent, 0)
})
