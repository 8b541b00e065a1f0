import assert from 'node:assert/strict'
import { DoesNotExist } from '../src/index.ts'
import { blog, Post, User } from './support/blog.ts'
import { test } from './support/under-test.ts'

test('get of nothing throws the DoesNotExist of its model', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const missing = User.objects.get({ pk: 99 })
    await assert.rejects(missing, User.DoesNotExist)
    await assert.rejects(missing, DoesNotExist)
    await assert.rejects(missing, { message: 'User matching query does not exist.', code: 'DOES_NOT_EXIST' })
    await assert.rejects(missing, error => !(error instanceof Post.DoesNotExist))
  })
})

test('get of several throws, and says how many there were', async t => {
  const db = await blog(t)
  await db.run(async () => {
    await assert.rejects(User.objects.get({ id__gt: 1 }), {
      message: 'get() returned more than one User -- it returned 2!',
    })
    await User.objects.bulkCreate(Array.from({ length: 30 }, (_, i) => new User({ email: `${i}@x.org`, name: 'many' })))
    await assert.rejects(User.objects.get({ name: 'many' }), {
      message: 'get() returned more than one User -- it returned more than 20!',
    })
  })
})

test('first and last of nothing are null, earliest and latest throw', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const none = User.objects.filter({ pk: 99 })
    assert.equal(await none.first(), null)
    assert.equal(await none.last(), null)
    await assert.rejects(none.earliest('score'), User.DoesNotExist)
    await assert.rejects(none.latest('score'), User.DoesNotExist)
    await assert.rejects(User.objects.latest(), { code: 'VALUE_ERROR' })
  })
})

test('first and last go by the key when there is no order', async t => {
  const db = await blog(t)
  await db.run(async () => {
    assert.equal((await User.objects.first())?.id, 1)
    assert.equal((await User.objects.last())?.id, 3)
    assert.equal((await User.objects.orderBy('-name').first())?.name, 'Eve')
    assert.equal((await User.objects.latest('name')).name, 'Eve')
  })
})
