import assert from 'node:assert/strict'
import { Count, manager } from '../src/index.ts'
import { blog, Post, PostQuerySet, Tag, User } from './support/blog.ts'
import { test } from './support/under-test.ts'

test('methods of a QuerySet class are methods of its manager, and of what they give', async t => {
  const db = await blog(t)
  await db.run(async () => {
    assert.equal(await Post.objects.published().count(), 2)
    assert.equal(await Post.objects.filter({ author: 1 }).published().count(), 1)
    assert.ok(Post.objects.published().orderBy('id') instanceof PostQuerySet)
  })
})

test('managers of related objects have them, too', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const bob = await User.objects.get({ pk: 2 })
    assert.deepEqual(await bob.posts.published().valuesList('title', { flat: true }), ['Third'])
    const tag = await Tag.objects.get({ name: 'sql' })
    assert.deepEqual(await tag.posts.published().valuesList('title', { flat: true }), ['First'])
  })
})

test('methods of a QuerySet class are there after everything that changes the rows', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const counted = await Post.objects
      .annotate({ n: Count('tags') })
      .published()
      .filter({ n: 2 })
      .published()
    assert.deepEqual(
      counted.map(post => [post.title, post.n]),
      [['First', 2]],
    )
    assert.deepEqual(await Post.objects.values('title').published().orderBy('title'), [
      { title: 'First' },
      { title: 'Third' },
    ])
    assert.deepEqual(await Post.objects.valuesList('id', { flat: true }).published(), [1, 3])
    const [first] = await Post.objects.selectRelated('author').published().only('title', 'author').published()
    assert.equal(first?.author.name, 'Ann')
  })
})

test('a manager can restrict what its model shows', async t => {
  const db = await blog(t)
  class Published extends PostQuerySet {
    override all(): this {
      return super.all().published()
    }
  }
  await db.run(async () => assert.equal(await manager(Post, Published).all().all().count(), 2))
})

test('a manager is no list of rows', () => {
  assert.equal('then' in User.objects, false)
  assert.equal(Symbol.asyncIterator in User.objects, false)
})

test('every call on a manager starts afresh', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const { objects } = User
    assert.equal(await objects.count(), 3)
    await objects.create({ email: 'n@x.org', name: 'N' })
    assert.equal(await objects.count(), 4)
  })
})
