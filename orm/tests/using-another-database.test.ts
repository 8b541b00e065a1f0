import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blog, Post, statements, Tag, User } from './support/blog.ts'

test('using asks the other database, for related objects and writes too', async t => {
  const [one, other] = [await blog(t), await blog(t)]
  await one.run(async () => {
    await User.objects.using(other).filter({ pk: 1 }).update({ name: 'Zoe' })
    assert.equal((await User.objects.get({ pk: 1 })).name, 'Ann')
    const [post] = await Post.objects.using(other).prefetchRelated('tags').orderBy('id')
    const sent = await statements(one, async () => {
      assert.equal((await post?.author)?.name, 'Zoe')
      assert.equal((await post?.tags.all())?.length, 2)
      assert.equal(await post?.tags.filter({ name: 'css' }).count(), 1)
      await post?.delete()
    })
    assert.equal(sent, 0)
    assert.equal(await Post.objects.using(other).count(), 3)
    assert.equal(await Post.objects.count(), 4)
  })
})

test('what was deferred, and what a manager of related objects makes, belong to the database of their object', async t => {
  const [one, other] = [await blog(t), await blog(t)]
  await one.run(async () => {
    await User.objects.using(other).filter({ pk: 1 }).update({ email: 'zoe@x.org' })
    const slim = await User.objects.using(other).only('name').get({ pk: 1 })
    assert.equal(await slim.email, 'zoe@x.org')
    const post = await Post.objects.using(other).get({ pk: 1 })
    await post.tags.create({ name: 'new' })
    assert.equal(await post.tags.count(), 3)
    assert.equal(await Tag.objects.filter({ name: 'new' }).exists(), false)
  })
})

test('what using creates belongs to that database', async t => {
  const [one, other] = [await blog(t), await blog(t)]
  await one.run(async () => {
    const made = await User.objects.using(other).create({ email: 'zoe@x.org', name: 'Zoe' })
    made.name = 'Zoë'
    await made.save()
    assert.equal((await User.objects.using(other).get({ email: 'zoe@x.org' })).name, 'Zoë')
    assert.equal(await User.objects.filter({ email: 'zoe@x.org' }).exists(), false)
  })
})
