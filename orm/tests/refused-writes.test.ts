import assert from 'node:assert/strict'
import { F, FieldError, UsageError } from '../src/index.ts'
import { Post, statements, User } from './support/blog.ts'
import { onEveryDatabase } from './support/every-database.ts'

onEveryDatabase('a slice, or the first row of each value, can be neither updated nor deleted', async db => {
  const sent = await statements(db, async () => {
    await assert.rejects(User.objects.all().slice(0, 2).update({ name: 'x' }), UsageError)
    await assert.rejects(User.objects.distinct('name').update({ name: 'x' }), UsageError)
    await assert.rejects(User.objects.all().slice(0, 2).delete(), UsageError)
    await assert.rejects(User.objects.distinct('name').delete(), UsageError)
    await assert.rejects(User.objects.distinct().delete(), UsageError)
    await assert.rejects(User.objects.values('name').delete(), UsageError)
  })
  assert.equal(sent, 0)
})

onEveryDatabase('an update writes columns of its own model, computed from columns of its own model', async () => {
  const untyped = Post.objects as unknown as { update(changes: object): Promise<number> }
  await assert.rejects(untyped.update({ author__name: 'x' }), FieldError)
  await assert.rejects(untyped.update({ tags: 1 }), FieldError)
  await assert.rejects(untyped.update({ title: F('author__name') }), FieldError)
})

onEveryDatabase('an update answers how many rows matched, changed or not', async () => {
  assert.equal(await User.objects.update({ name: 'Ann' }), 3)
  assert.equal(await User.objects.update({ name: 'Ann' }), 3)
  assert.equal(await User.objects.filter({ posts__title__contains: 'ir' }).update({ score: 1 }), 2)
})
