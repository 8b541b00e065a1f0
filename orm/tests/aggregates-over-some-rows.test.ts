import assert from 'node:assert/strict'
import { Avg, Count, Max, Sum } from '../src/index.ts'
import { Post, User } from './support/blog.ts'
import { onEveryDatabase } from './support/every-database.ts'

onEveryDatabase('an aggregate over a slice is one over its rows', async () => {
  const lowest = User.objects.orderBy('id').slice(0, 2)
  assert.deepEqual(await lowest.aggregate({ n: Count('id'), sum: Sum('score'), top: Max('name') }), {
    n: 2,
    sum: 3,
    top: 'Bob',
  })
  assert.deepEqual(
    await User.objects
      .orderBy('-score', 'id')
      .slice(1, 3)
      .aggregate({ mean: Avg('score') }),
    {
      mean: 5,
    },
  )
})

onEveryDatabase('an aggregate over distinct values counts each of them once', async () => {
  const authors = Post.objects.values('author').distinct()
  assert.deepEqual(await authors.aggregate({ n: Count('author') }), { n: 2 })
  assert.deepEqual(await Post.objects.aggregate({ n: Count('author', { distinct: true }), all: Count('author') }), {
    n: 2,
    all: 4,
  })
})

onEveryDatabase('an aggregate over a slice of nothing is that of no rows', async () => {
  assert.deepEqual(
    await User.objects
      .orderBy('id')
      .slice(9, 12)
      .aggregate({ n: Count('id'), sum: Sum('score') }),
    {
      n: 0,
      sum: null,
    },
  )
  assert.deepEqual(
    await User.objects
      .all()
      .slice(0, 0)
      .aggregate({ n: Count('id') }),
    { n: 0 },
  )
})

onEveryDatabase('no expressions are no question, and a slice can be counted', async () => {
  assert.deepEqual(await User.objects.aggregate({}), {})
  assert.equal(await User.objects.orderBy('id').slice(1).count(), 2)
  assert.equal(await User.objects.all().slice(5).exists(), false)
})

onEveryDatabase('what takes every value once anyway has no distinct', async () => {
  assert.throws(() => Max('score', { distinct: true }), { code: 'USAGE_ERROR' })
  assert.deepEqual(await User.objects.aggregate({ n: Count('score', { distinct: true }) }), { n: 2 })
})
