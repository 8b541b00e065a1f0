import assert from 'node:assert/strict'
import { blog, statements, User } from './support/blog.ts'
import { test } from './support/under-test.ts'

test('slices of slices compose', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const rest = User.objects.orderBy('id').slice(1)
    assert.deepEqual(await rest.valuesList('id', { flat: true }), [2, 3])
    assert.deepEqual(await rest.slice(1, 9).valuesList('id', { flat: true }), [3])
    assert.equal(await rest.count(), 2)
  })
})

test('an empty slice sends nothing', async t => {
  const db = await blog(t)
  const sent = await statements(db, () => db.run(async () => await User.objects.orderBy('id').slice(5, 2)))
  assert.equal(sent, 0)
})

test('a slice of a QuerySet that was read comes from its cache', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const users = User.objects.orderBy('id')
    await users
    const sent = await statements(db, async () => {
      assert.deepEqual(
        (await users.slice(1, 3)).map(user => user.id),
        [2, 3],
      )
    })
    assert.equal(sent, 0)
  })
})

test('a step reads at once', async t => {
  const db = await blog(t)
  const users = await db.run(() => User.objects.orderBy('id').slice(0, undefined, 2))
  assert.deepEqual(
    users.map(user => user.id),
    [1, 3],
  )
})

test('positions are integers from 0', () => {
  assert.throws(() => User.objects.slice(-1), { message: 'Negative indexing is not supported.' })
  assert.throws(() => User.objects.slice(1.5), { code: 'USAGE_ERROR' })
})

test('at refuses positions outside of the rows', async t => {
  const db = await blog(t)
  await db.run(async () => {
    await assert.rejects(User.objects.at(-1), { message: 'Negative indexing is not supported.' })
    await assert.rejects(User.objects.at(3), { code: 'INDEX_ERROR' })
  })
})

test('after a slice the query cannot be changed', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const sliced = User.objects.orderBy('id').slice(0, 2)
    assert.throws(() => sliced.filter({ id: 1 }), { message: 'Cannot filter a query once a slice has been taken.' })
    assert.throws(() => sliced.orderBy('name'), TypeError)
    assert.throws(() => sliced.reverse(), TypeError)
    assert.throws(() => sliced.distinct(), TypeError)
    await assert.rejects(sliced.last(), TypeError)
    await assert.rejects(sliced.update({ name: 'x' }), TypeError)
    await assert.rejects(sliced.delete(), TypeError)
  })
})
