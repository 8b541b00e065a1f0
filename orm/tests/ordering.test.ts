import assert from 'node:assert/strict'
import { captureQueries, FieldError } from '../src/index.ts'
import { Post, statements, Tag, User } from './support/blog.ts'
import { onEveryDatabase } from './support/every-database.ts'

onEveryDatabase('reverse turns every term round, the default order of the model too', async () => {
  assert.deepEqual(await Tag.objects.reverse().valuesList('name', { flat: true }), ['sql', 'css'])
  const users = User.objects.orderBy('-score', 'name').reverse()
  assert.deepEqual(await users.valuesList('name', { flat: true }), ['Ann', 'Eve', 'Bob'])
  assert.deepEqual(await users.reverse().valuesList('name', { flat: true }), ['Bob', 'Eve', 'Ann'])
})

onEveryDatabase('without an order reverse changes nothing, and last still works', async () => {
  assert.equal((await User.objects.reverse()).length, 3)
  assert.equal((await User.objects.last())?.name, 'Eve')
})

onEveryDatabase('an order without terms clears the default one', async () => {
  assert.equal(Tag.objects.orderBy().ordered, false)
  assert.doesNotMatch(String(Tag.objects.orderBy()), /ORDER BY/)
})

onEveryDatabase('a question mark orders at random', async () => {
  assert.match(String(User.objects.orderBy('?')), /ORDER BY RAND/)
  assert.equal((await User.objects.orderBy('?')).length, 3)
})

onEveryDatabase('rows without a value come last, and first when descending', async () => {
  assert.deepEqual(await User.objects.orderBy('score').valuesList('score', { flat: true }), [3, 7, null])
  assert.deepEqual(await User.objects.orderBy('-score').valuesList('score', { flat: true }), [null, 7, 3])
})

onEveryDatabase('a foreign key orders as its model does, its column by the key, without a join', async () => {
  assert.match(String(Post.objects.orderBy('tags')), /JOIN .*tag.* ORDER BY .*name/)
  assert.doesNotMatch(String(Post.objects.orderBy('authorId')), /JOIN/)
})

onEveryDatabase('a name that is none is refused when the order is given', async () => {
  assert.throws(() => User.objects.orderBy('nope' as never), FieldError)
})

onEveryDatabase('get drops the order, and reads 21 rows at most', async db => {
  await User.objects.bulkCreate(Array.from({ length: 25 }, (_, i) => new User({ email: `${i}@x.org`, name: 'Many' })))
  const several = User.objects.orderBy('name').get({ name: 'Many' })
  await assert.rejects(several, /returned more than one User -- it returned more than 20!/)
  const sent = await statements(db, () => assert.rejects(User.objects.get({ name: 'Many' })))
  assert.equal(sent, 1)
})

onEveryDatabase(
  'get drops the order of the model, too, so that a row can be locked whatever it is ordered by',
  async db => {
    const events = await captureQueries(db, () => Tag.objects.get({ pk: 1 }))
    assert.doesNotMatch(events.map(({ sql }) => sql).join(), /ORDER BY/)
  },
)
