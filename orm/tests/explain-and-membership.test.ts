import assert from 'node:assert/strict'
import { blog, Post, statements, User } from './support/blog.ts'
import { test } from './support/under-test.ts'

test('contains asks for one row, or looks into the rows that were read', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const ann = await User.objects.get({ pk: 1 })
    const users = User.objects.filter({ id__lte: 2 })
    assert.equal(await statements(db, async () => assert.equal(await users.contains(ann), true)), 1)
    await users
    assert.equal(await statements(db, async () => assert.equal(await users.contains(ann), true)), 0)
    assert.equal(await User.objects.filter({ id: 2 }).contains(ann), false)
    await assert.rejects(users.contains(new User({ email: 'x', name: 'x' })), { code: 'VALUE_ERROR' })
  })
})

test('union, intersection and difference take QuerySets as sets', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const published = Post.objects.filter({ published: true })
    const ofAnn = Post.objects.filter({ author: 1 })
    const titles = async (posts: PromiseLike<readonly Post[]>) => (await posts).map(post => post.title).sort()
    assert.deepEqual(await titles(published.union(ofAnn)), ['First', 'Second', 'Third'])
    assert.deepEqual(await titles(published.intersection(ofAnn)), ['First'])
    assert.deepEqual(await titles(published.difference(ofAnn)), ['Third'])
    assert.deepEqual(await titles(published.and(ofAnn)), ['First'])
    assert.deepEqual(await titles(published.none().union(ofAnn)), ['First', 'Second'])
    assert.throws(() => published.union(ofAnn).filter({ id: 1 }), { code: 'NOT_SUPPORTED' })
  })
})
