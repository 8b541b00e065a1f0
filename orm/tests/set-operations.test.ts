import assert from 'node:assert/strict'
import { blog, Post, Tag, User } from './support/blog.ts'
import { sqlOf } from './support/sql.ts'
import { test } from './support/under-test.ts'

const titled = (...titles: string[]) => Post.objects.filter({ title__in: titles })

test('a union is ordered and sliced as a whole', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const both = titled('First', 'Second').union(titled('Second', 'Third')).orderBy('-title')
    assert.deepEqual(
      (await both.slice(0, 2)).map(post => post.title),
      ['Third', 'Second'],
    )
    assert.equal(await both.count(), 3)
  })
})

test('intersection and difference keep what both and only the first have', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const left = titled('First', 'Second')
    assert.deepEqual(await left.intersection(titled('Second')).valuesList('title', { flat: true }), ['Second'])
    assert.deepEqual(await left.difference(titled('Second')).valuesList('title', { flat: true }), ['First'])
  })
})

test('an empty part sends no SQL of its own', () => {
  assert.doesNotMatch(sqlOf(titled('First').union(titled())), /UNION/)
  assert.equal(sqlOf(titled('First').intersection(titled())), '')
})

test('a part with an order of its own is set off', () => {
  assert.match(
    sqlOf(User.objects.values('name').union(Tag.objects.values('name'))),
    /UNION SELECT \* FROM \(SELECT .* ORDER BY/,
  )
})

test('parts keep their literals apart', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const pair = (a: string, b: string) =>
      titled(a).union(titled(b)).orderBy('title').valuesList('title', { flat: true })
    assert.deepEqual(await pair('First', 'Third'), ['First', 'Third'])
    assert.deepEqual(await pair('Fourth', 'Second'), ['Fourth', 'Second'])
  })
})

test('or and and of QuerySets merge their conditions', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const ann = Post.objects.filter({ author__name: 'Ann' })
    const shown = Post.objects.filter({ published: true })
    assert.equal(await ann.or(shown).count(), 3)
    assert.equal(await ann.and(shown).count(), 1)
  })
})

test('distinct with fields keeps the first row of each value', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const latest = Post.objects.orderBy('author', '-id').distinct('author')
    assert.deepEqual(await latest.valuesList('id', { flat: true }), [2, 4])
  })
})

test('a combined QuerySet cannot be filtered', () => {
  assert.throws(() => titled('First').union(titled('Second')).filter({ published: true }), { code: 'NOT_SUPPORTED' })
})
