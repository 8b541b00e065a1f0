import assert from 'node:assert/strict'
import { Count, F, Length } from '../src/index.ts'
import { blog, Post, User } from './support/blog.ts'
import { test } from './support/under-test.ts'

test('values gives objects of the named paths, over relations too', async t => {
  const db = await blog(t)
  await db.run(async () => {
    assert.deepEqual(await Post.objects.orderBy('id').values('title', 'author__name').slice(0, 2), [
      { title: 'First', author__name: 'Ann' },
      { title: 'Second', author__name: 'Ann' },
    ])
  })
})

test('values without names gives every column', async t => {
  const db = await blog(t)
  const [user] = await db.run(async () => await User.objects.filter({ pk: 1 }).values())
  assert.deepEqual(user, { id: 1, email: 'ann@x.org', name: 'Ann', score: 3 })
})

test('values takes expressions in a last object', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const rows = await User.objects.filter({ pk: 1 }).values('id', { letters: Length('name') })
    assert.deepEqual(rows, [{ id: 1, letters: 3 }])
  })
})

test('values before annotate makes groups', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const groups = await Post.objects
      .values('author')
      .annotate({ n: Count('id') })
      .orderBy('author')
    assert.deepEqual(groups, [
      { author: 1, n: 2 },
      { author: 2, n: 2 },
    ])
  })
})

test('valuesList gives lists, and single values when it is flat', async t => {
  const db = await blog(t)
  await db.run(async () => {
    assert.deepEqual(await User.objects.orderBy('id').valuesList('id', 'name').slice(0, 1), [[1, 'Ann']])
    assert.deepEqual(await User.objects.orderBy('-id').valuesList('name', { flat: true }), ['Eve', 'Bob', 'Ann'])
  })
})

test('annotations are properties of the instances and can be filtered by', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const authors = await User.objects
      .annotate({ n: Count('posts') })
      .filter({ n__gt: 0 })
      .orderBy('id')
    assert.deepEqual(
      authors.map(({ name, n }) => [name, n]),
      [
        ['Ann', 2],
        ['Bob', 2],
      ],
    )
    const doubled = await User.objects
      .alias({ twice: F('score').times(2) })
      .filter({ twice: 14 })
      .get()
    assert.equal(doubled.name, 'Eve')
    assert.equal('twice' in doubled, false)
  })
})

test('only and defer leave columns in the database until they are awaited, then load them for all rows', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const users = await User.objects.orderBy('id').only('name')
    assert.equal(Object.hasOwn(users[0] as User, 'email'), false)
    assert.equal(await users[0]?.email, 'ann@x.org')
    assert.equal(users[1]?.email, 'bob@x.org')
    const deferred = await User.objects.defer('name').get({ pk: 3 })
    assert.equal(deferred.email, 'eve@x.org')
    assert.equal(await deferred.name, 'Eve')
  })
})

test('rows that are values cannot be deleted, restricted to columns or loaded with relations', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const values = Post.objects.values('id')
    await assert.rejects(values.delete(), TypeError)
    assert.throws(() => values.only('title'), TypeError)
    assert.throws(() => values.selectRelated('author'), TypeError)
  })
})

test('an annotation takes no name that values() returns already', async t => {
  const db = await blog(t)
  const untyped = User.objects as unknown as {
    values(...names: string[]): { annotate(more: object): PromiseLike<object[]> }
  }
  assert.throws(() => untyped.values('name').annotate({ name: Count('id') }), { name: 'ValueError' })
  const rows = await db.run(async () => await untyped.values('name').annotate({ score: Count('id') }))
  assert.deepEqual(Object.keys(rows[0] ?? {}), ['name', 'score'])
})
