import assert from 'node:assert/strict'
import { Post, User } from './support/blog.ts'
import { onEveryDatabase } from './support/every-database.ts'

onEveryDatabase('rows are deleted by what other rows of their table say', async () => {
  const [deleted] = await Post.objects.exclude({ author__posts__title: 'First' }).delete()
  assert.equal(deleted, 2)
  assert.deepEqual(await Post.objects.orderBy('id').valuesList('title', { flat: true }), ['First', 'Second'])
})

onEveryDatabase('rows are updated by what other rows of their table say', async () => {
  assert.equal(await Post.objects.exclude({ author__posts__title: 'First' }).update({ title: 'x' }), 2)
  assert.equal(await User.objects.exclude({ posts__author__name: 'Ann' }).update({ score: 9 }), 2)
})
