import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Count, F, Q, Value } from '../src/index.ts'
import { blog, Post, User } from './support/blog.ts'

test('the same chain of calls is the same shape, whatever the values', () => {
  const first = User.objects.filter({ name__icontains: 'a' }).exclude({ pk: 4 }).orderBy('-id').slice(10, 20)
  const second = User.objects.filter({ name__icontains: 'b' }).exclude({ pk: 9 }).orderBy('-id').slice(30, 40)
  assert.equal(first.shape, second.shape)
  assert.notDeepEqual(first.args, second.args)
})

test('a list keeps its shape at any length but none', () => {
  const one = User.objects.filter({ id__in: [1] })
  assert.equal(one.shape, User.objects.filter({ id__in: [1, 2, 3] }).shape)
  assert.notEqual(one.shape, User.objects.filter({ id__in: [] }).shape)
})

test('what changes the SQL changes the shape', () => {
  const shapes = new Set([
    User.objects.filter({ score: 1 }).shape,
    User.objects.filter({ score: null }).shape,
    User.objects.filter({ score__isnull: true }).shape,
    User.objects.filter({ score__isnull: false }).shape,
    User.objects.filter({ score: F('id') }).shape,
    User.objects.exclude({ score: 1 }).shape,
    User.objects.filter(Q({ score: 1 }).not()).shape,
  ])
  assert.equal(shapes.size, 7)
})

test('expressions keep their literals out of the shape', () => {
  const older = (by: number) => User.objects.annotate({ later: F('score').plus(by) })
  assert.equal(older(1).shape, older(2).shape)
  assert.notEqual(older(1).shape, User.objects.annotate({ later: F('score').minus(1) }).shape)
})

test('literals of nested QuerySets find their places', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const titled = (title: string) => Post.objects.filter({ title })
    const writers = (name: string, title: string) => User.objects.filter({ name, posts__in: titled(title) }).count()
    assert.equal(await writers('Ann', 'First'), 1)
    assert.equal(await writers('Ann', 'Third'), 0)
    assert.equal(await writers('Bob', 'Third'), 1)
  })
})

test('one shape serves different values one after the other', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const named = (name: string, bonus: number) =>
      User.objects
        .annotate({ n: Count('posts'), sum: F('id').plus(bonus) })
        .filter({ name })
        .values('n', 'sum')
    assert.deepEqual(await named('Ann', 10), [{ n: 2, sum: 11 }])
    assert.deepEqual(await named('Eve', 20), [{ n: 0, sum: 23 }])
  })
})

test('shapes are dropped when there are too many of them', () => {
  const first = User.objects.orderBy('id').annotate({ start: Value(1) }).shape
  for (let i = 0; i < 2100; i++) User.objects.annotate({ [`value${i}`]: Value(i) })
  assert.notEqual(User.objects.orderBy('id').annotate({ start: Value(1) }).shape, first)
})
