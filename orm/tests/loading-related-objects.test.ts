import assert from 'node:assert/strict'
import { Prefetch } from '../src/index.ts'
import { blog, Post, statements, Tag, User } from './support/blog.ts'
import { test } from './support/under-test.ts'

test('selectRelated loads the related object with the row', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const sent = await statements(db, async () => {
      const posts = await Post.objects.selectRelated('author').orderBy('id')
      assert.deepEqual(
        posts.map(post => post.author.name),
        ['Ann', 'Ann', 'Bob', 'Bob'],
      )
    })
    assert.equal(sent, 1)
  })
})

test('a loop over related objects costs two queries', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const sent = await statements(db, async () => {
      for await (const post of Post.objects.orderBy('id')) assert.ok((await post.author).name)
    })
    assert.equal(sent, 2)
  })
})

test('prefetchRelated costs one query per relation, over any number of them', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const sent = await statements(db, async () => {
      const users = await User.objects.prefetchRelated('posts__tags').orderBy('id')
      const names: string[][] = []
      for (const user of users) {
        for (const post of await user.posts.all()) names.push((await post.tags.all()).map(tag => tag.name))
      }
      assert.deepEqual(
        names.map(list => list.sort()),
        [['css', 'sql'], [], [], []],
      )
    })
    assert.equal(sent, 3)
  })
})

test('what was prefetched is counted and tested without a query, and filtered with one', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const ann = await User.objects.prefetchRelated('posts').get({ pk: 1 })
    assert.equal(await statements(db, async () => assert.equal(await ann.posts.count(), 2)), 0)
    assert.equal(await statements(db, async () => assert.equal(await ann.posts.exists(), true)), 0)
    const filtered = await statements(db, async () =>
      assert.equal((await ann.posts.filter({ published: true })).length, 1),
    )
    assert.equal(filtered, 1)
  })
})

test('prefetched rows know the object that they belong to', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const ann = await User.objects.prefetchRelated('posts').get({ pk: 1 })
    for (const post of await ann.posts.all()) assert.equal(await post.author, ann)
  })
})

test('a Prefetch brings a QuerySet of its own, and a property to put the rows into', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const published = Prefetch('posts', { queryset: Post.objects.published(), toAttr: 'shown' })
    const users = await User.objects.prefetchRelated(published).orderBy('id')
    const shown = users.map(user => (user as unknown as { shown: Post[] }).shown.map(post => post.title))
    assert.deepEqual(shown, [['First'], ['Third'], []])
  })
})

test('a prefetch names a relation', async t => {
  const db = await blog(t)
  await db.run(async () => {
    await assert.rejects(async () => await Post.objects.prefetchRelated('nope' as never), { code: 'FIELD_ERROR' })
    await assert.rejects(async () => await Post.objects.prefetchRelated('title' as never), { code: 'VALUE_ERROR' })
    assert.throws(() => Prefetch('posts', { queryset: Post.objects.values('id') as never }), {
      code: 'VALUE_ERROR',
    })
  })
})

test('nothing is asked for the relations of no rows', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const none = Post.objects.filter({ pk: 99 }).prefetchRelated('tags', 'author')
    assert.equal(await statements(db, async () => await none), 1)
  })
})

test('adding to a relation forgets what was prefetched', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const post = await Post.objects.prefetchRelated('tags').get({ pk: 2 })
    await post.tags.add(await Tag.objects.get({ name: 'css' }))
    assert.deepEqual(
      (await post.tags.all()).map(tag => tag.name),
      ['css'],
    )
  })
})
