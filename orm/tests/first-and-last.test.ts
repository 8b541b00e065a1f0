import assert from 'node:assert/strict'
import { Count, captureQueries } from '../src/index.ts'
import { Post, User } from './support/blog.ts'
import { onEveryDatabase } from './support/every-database.ts'

onEveryDatabase('first and last go by the key where there is no order', async () => {
  const counted = User.objects.annotate({ n: Count('posts') })
  assert.equal((await counted.first())?.name, 'Ann')
  assert.equal((await counted.last())?.name, 'Eve')
  const byKey = Post.objects.values('id').annotate({ n: Count('tags') })
  assert.deepEqual(await byKey.first(), { id: 1, n: 2 })
})

onEveryDatabase('first and last refuse groups that nothing orders', async () => {
  const grouped = Post.objects.values('author').annotate({ n: Count('id') })
  await assert.rejects(grouped.first(), { code: 'USAGE_ERROR', message: /unordered queryset performing aggregation/ })
  await assert.rejects(grouped.last(), { code: 'USAGE_ERROR' })
  assert.deepEqual(await grouped.orderBy('-author').first(), { author: 2, n: 2 })
})

onEveryDatabase('an order that was cleared stays so: neither first nor last makes one', async db => {
  const sent = await captureQueries(db, async () => {
    await User.objects.orderBy().first()
    await User.objects.orderBy().last()
  })
  assert.equal(sent.length, 2)
  for (const { sql } of sent) assert.doesNotMatch(sql, /ORDER BY/)
})

onEveryDatabase('earliest and latest want fields, take no slice, and find nothing in nothing', async () => {
  await assert.rejects(User.objects.latest(), { code: 'VALUE_ERROR' })
  await assert.rejects(User.objects.all().slice(0, 2).earliest('id'), { code: 'USAGE_ERROR' })
  await assert.rejects(User.objects.filter({ pk: 99 }).latest('id'), User.DoesNotExist)
  assert.equal((await User.objects.latest('score', 'id')).name, 'Bob')
  assert.equal((await User.objects.earliest('-name')).name, 'Eve')
})
