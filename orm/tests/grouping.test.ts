import assert from 'node:assert/strict'
import { Count, Exists, F, Max, OuterRef, Q } from '../src/index.ts'
import { blog, Post, User } from './support/blog.ts'
import { sqlOf } from './support/sql.ts'
import { test } from './support/under-test.ts'

test('an aggregate beside instances groups by the row', async t => {
  const db = await blog(t)
  const users = await db.run(
    async () =>
      await User.objects
        .annotate({ n: Count('posts') })
        .orderBy('id')
        .values('name', 'n'),
  )
  assert.deepEqual(users, [
    { name: 'Ann', n: 2 },
    { name: 'Bob', n: 2 },
    { name: 'Eve', n: 0 },
  ])
})

test('values before annotate say what is grouped by', async t => {
  const db = await blog(t)
  const groups = await db.run(
    async () =>
      await Post.objects
        .values('published')
        .annotate({ n: Count('id') })
        .orderBy('published'),
  )
  assert.deepEqual(groups, [
    { published: false, n: 2 },
    { published: true, n: 2 },
  ])
})

test('a filter before an aggregate speaks about rows, one after it about groups', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const counted = User.objects.filter({ posts__published: true }).annotate({ n: Count('posts') })
    assert.deepEqual(await counted.orderBy('id').valuesList('n', { flat: true }), [1, 1])
    const busy = User.objects.annotate({ n: Count('posts') }).filter({ n__gt: 1 })
    assert.match(sqlOf(busy), / HAVING COUNT\("post"\."id"\) > /)
    assert.equal(await busy.count(), 2)
  })
})

test('an aggregate may take some rows only', async t => {
  const db = await blog(t)
  const counted = User.objects.annotate({ shown: Count('posts', { filter: Q({ posts__published: true }) }) })
  assert.deepEqual(await db.run(async () => await counted.orderBy('id').valuesList('shown', { flat: true })), [1, 1, 0])
})

test('counting respects slices, distinct rows and groups', async t => {
  const db = await blog(t)
  await db.run(async () => {
    assert.equal(await Post.objects.orderBy('id').slice(1, 3).count(), 2)
    assert.equal(await User.objects.filter({ posts__id__gt: 0 }).distinct().count(), 2)
    assert.equal(
      await Post.objects
        .values('author')
        .annotate({ n: Count('id') })
        .count(),
      2,
    )
  })
})

test('an aggregate over an annotation reads it from a subquery', async t => {
  const db = await blog(t)
  const most = await db.run(
    async () => await User.objects.annotate({ n: Count('posts') }).aggregate({ most: Max('n') }),
  )
  assert.deepEqual(most, { most: 2 })
})

test('an update counts with the column of the row, and never over a join', async t => {
  const db = await blog(t)
  await db.run(async () => {
    assert.equal(await User.objects.filter({ score__isnull: false }).update({ score: F('score').times(2) }), 2)
    assert.deepEqual(await User.objects.orderBy('id').valuesList('score', { flat: true }), [6, null, 14])
    await assert.rejects(async () => await Post.objects.update({ title: F('author__name') }), { code: 'FIELD_ERROR' })
  })
})

test('whole numbers divide to whole numbers', async t => {
  const db = await blog(t)
  const halves = User.objects.annotate({ half: F('score').dividedBy(2) }).orderBy('id')
  assert.deepEqual(await db.run(async () => await halves.valuesList('half', { flat: true })), [1, null, 3])
})

test('whether related rows exist is one value to group by', async t => {
  const db = await blog(t)
  const busy = User.objects.annotate({ writes: Exists(Post.objects.filter({ author: OuterRef('pk') })) })
  const groups = await db.run(
    async () =>
      await busy
        .orderBy()
        .values('writes')
        .annotate({ n: Count('id') }),
  )
  assert.deepEqual(
    groups.toSorted((a, b) => a.n - b.n),
    [
      { writes: false, n: 1 },
      { writes: true, n: 2 },
    ],
  )
})
