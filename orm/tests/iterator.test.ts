import assert from 'node:assert/strict'
import { blog, Post, statements, User } from './support/blog.ts'
import { test } from './support/under-test.ts'

test('iterator reads in chunks and keeps nothing', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const users = User.objects.orderBy('id')
    const names: string[] = []
    for await (const user of users.iterator({ chunkSize: 2 })) names.push(user.name)
    assert.deepEqual(names, ['Ann', 'Bob', 'Eve'])
    assert.equal(users.loadedRows, undefined)
  })
})

test('iterator can be left early', async t => {
  const db = await blog(t)
  await db.run(async () => {
    for await (const user of User.objects.orderBy('id').iterator({ chunkSize: 1 })) {
      assert.equal(user.name, 'Ann')
      break
    }
    assert.equal(await User.objects.count(), 3)
  })
})

test('iterator prefetches for each chunk', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const sent = await statements(db, async () => {
      const posts = Post.objects.prefetchRelated('author').orderBy('id').iterator({ chunkSize: 2 })
      for await (const post of posts) assert.ok((await post.author).name)
    })
    assert.equal(sent, 3)
  })
})

test('iterator after prefetchRelated wants to know the size of its chunks', async t => {
  const db = await blog(t)
  await db.run(async () => {
    await assert.rejects(Post.objects.prefetchRelated('author').iterator().next(), { code: 'VALUE_ERROR' })
  })
})

test('a chunk has at least one row', async () => {
  await assert.rejects(User.objects.all().iterator({ chunkSize: 0 }).next(), { code: 'VALUE_ERROR' })
})
