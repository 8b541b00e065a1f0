import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blog, User } from './support/blog.ts'

// What a caller without types may pass, such as a missing property of a request.
const nothing = undefined as never

test('undefined in a condition is an error, never "no condition"', () => {
  assert.throws(() => User.objects.filter({ name: nothing }), /undefined/)
  assert.throws(() => User.objects.exclude({ name__contains: nothing }), /undefined/)
  assert.throws(() => User.objects.filter({ id__in: [1, nothing] }), /undefined/)
})

test('undefined in a get, an update or a delete reaches no row', async t => {
  const db = await blog(t)
  await db.run(async () => {
    await assert.rejects(User.objects.get({ id: nothing }), /undefined/)
    await assert.rejects(User.objects.update({ name: nothing }), /undefined/)
    await assert.rejects(async () => await User.objects.filter({ id: nothing }).delete(), /undefined/)
    assert.equal(await User.objects.count(), 3)
  })
})
