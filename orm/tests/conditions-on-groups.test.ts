import assert from 'node:assert/strict'
import { Count, Q } from '../src/index.ts'
import { Post, Tag, User } from './support/blog.ts'
import { onEveryDatabase } from './support/every-database.ts'

const counted = () => User.objects.annotate({ n: Count('posts') }).orderBy('id')

onEveryDatabase('a count is compared with the members of a list', async () => {
  assert.deepEqual(
    await counted()
      .filter({ n__in: [1, 2] })
      .valuesList('id', { flat: true }),
    [1, 2],
  )
  assert.deepEqual(
    await counted()
      .exclude({ n__in: [0, 1] })
      .valuesList('id', { flat: true }),
    [1, 2],
  )
})

onEveryDatabase('a count is compared with the rows of a query', async () => {
  const ids = Post.objects.filter({ id__lte: 2 }).values('id')
  assert.deepEqual(await counted().filter({ n__in: ids }).valuesList('id', { flat: true }), [1, 2])
  assert.deepEqual(await counted().exclude({ n__in: ids }).valuesList('id', { flat: true }), [3])
})

onEveryDatabase('a range of a column stands beside a condition on the count', async () => {
  const either = counted().filter(Q({ n: 0 }).or(Q({ score__range: [1, 5] })))
  assert.deepEqual(await either.valuesList('id', { flat: true }), [1, 3])
})

onEveryDatabase('a column of a joined table is found beside the count, though others have its name', async () => {
  const either = counted().filter(Q({ n: 0 }).or(Q({ posts__id__lte: 1 })))
  assert.deepEqual(await either.valuesList('id', { flat: true }), [1, 3])
  const monthly = counted().filter(Q({ n__gt: 2 }).or(Q({ posts__created__month: 1 })))
  assert.deepEqual(await monthly.distinct().valuesList('id', { flat: true }), [1, 2])
})

onEveryDatabase('a column that is missing on the way stays so in a group', async () => {
  const either = Tag.objects
    .annotate({ n: Count('posts') })
    .filter(Q({ n__gt: 1 }).or(Q({ posts__author__score: null })))
  assert.deepEqual(await either.valuesList('id', { flat: true }), [])
})
