import assert from 'node:assert/strict'
import { ValueError } from '../src/index.ts'
import { Post, User } from './support/blog.ts'
import { onEveryDatabase } from './support/every-database.ts'

onEveryDatabase('equal to a QuerySet means equal to its one row, which a slice has to promise', async () => {
  const eve = User.objects.orderBy('-id')
  assert.equal((await User.objects.get({ pk: eve.slice(0, 1) })).name, 'Eve')
  assert.throws(() => User.objects.filter({ pk: eve }), ValueError)
  assert.throws(() => User.objects.filter({ pk: eve.slice(0, 2) }), ValueError)
})

onEveryDatabase('in a QuerySet means in its keys, or in the one column that it names', async () => {
  const writers = User.objects.filter({ name__startswith: 'A' })
  assert.equal(await Post.objects.filter({ author__in: writers }).count(), 2)
  assert.equal(await Post.objects.filter({ author__name__in: writers.values('name') }).count(), 2)
  assert.throws(() => Post.objects.filter({ author__in: writers.values('id', 'name') }), ValueError)
})

onEveryDatabase('isnull wants true or false, nothing that merely looks so', async () => {
  for (const value of [1, 0, 'true', null]) {
    assert.throws(() => User.objects.filter({ score__isnull: value as never }), ValueError)
  }
})

onEveryDatabase('a pattern never matches a row without a value, and never fails on one', async () => {
  const untyped = User.objects as unknown as { filter(given: object): { count(): Promise<number> } }
  assert.equal(await untyped.filter({ score__regex: '.' }).count(), 2)
  assert.equal(await untyped.filter({ score__iregex: '^3$' }).count(), 1)
})
