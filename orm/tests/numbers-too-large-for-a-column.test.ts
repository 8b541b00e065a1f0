import assert from 'node:assert/strict'
import { Coalesce, Value } from '../src/index.ts'
import { User } from './support/blog.ts'
import { onEveryDatabase } from './support/every-database.ts'

const LARGE = 2 ** 40

onEveryDatabase('no row has a number that its column cannot hold', async () => {
  assert.equal(await User.objects.filter({ id: LARGE }).count(), 0)
  assert.equal(await User.objects.exclude({ id: LARGE }).count(), 3)
  assert.equal(await User.objects.filter({ id__in: [1, LARGE] }).count(), 1)
  assert.equal(await User.objects.filter({ posts: LARGE }).count(), 0)
})

onEveryDatabase('every row is below it, and above its negative', async () => {
  assert.equal(await User.objects.filter({ id__lt: LARGE, id__gt: -LARGE }).count(), 3)
  assert.equal(await User.objects.filter({ id__range: [2, LARGE] }).count(), 2)
})

onEveryDatabase('a literal of an expression may be large, too', async () => {
  const scores = User.objects.orderBy('id').annotate({ shown: Coalesce('score', Value(LARGE)) })
  assert.deepEqual(await scores.valuesList('shown', { flat: true }), [3, LARGE, 7])
})

onEveryDatabase('a small number asked for before or after is not taken for a large one', async () => {
  const byId = (id: number) => User.objects.filter({ id }).count()
  assert.deepEqual([await byId(1), await byId(LARGE), await byId(1)], [1, 0, 1])
})
