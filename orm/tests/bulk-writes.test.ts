import assert from 'node:assert/strict'
import { F, IntegrityError } from '../src/index.ts'
import { blog, Post, statements, Tag, User } from './support/blog.ts'
import { Author, Book, libraryDatabase } from './support/library.ts'
import { test } from './support/under-test.ts'

function users(count: number): User[] {
  return Array.from({ length: count }, (_, i) => new User({ email: `u${i}@x.org`, name: `u${i}` }))
}

test('bulkCreate inserts with one statement and gives the objects their keys', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const made = users(50)
    assert.equal(await statements(db, () => User.objects.bulkCreate(made)), 1)
    assert.deepEqual(
      made.map(user => user.id),
      made.map((_, i) => i + 4),
    )
    assert.equal((await User.objects.get({ pk: 53 })).name, 'u49')
  })
})

test('bulkCreate splits by the batch size and by the parameters that a statement may have', async t => {
  const db = await blog(t)
  await db.run(async () => {
    assert.equal(await statements(db, () => User.objects.bulkCreate(users(25), { batchSize: 10 })), 3)
    const perStatement = Math.floor(db.backend.features.maxQueryParams / 2)
    const tags = Array.from({ length: perStatement * 2 }, (_, i) => new Tag({ name: `tag ${i}` }))
    await Tag.objects.bulkCreate(tags)
    assert.equal(await Tag.objects.count(), tags.length + 2)
  })
})

test('bulkCreate is all or nothing', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const tags = [new Tag({ name: 'new' }), new Tag({ name: 'sql' })]
    await assert.rejects(Tag.objects.bulkCreate(tags, { batchSize: 1 }), IntegrityError)
    assert.equal(await Tag.objects.count(), 2)
  })
})

test('bulkCreate can ignore or update rows that are there', async t => {
  const db = await blog(t)
  await db.run(async () => {
    await Tag.objects.bulkCreate([new Tag({ name: 'new' }), new Tag({ name: 'sql' })], { ignoreConflicts: true })
    assert.equal(await Tag.objects.count(), 3)
    await User.objects.bulkCreate([new User({ email: 'ann@x.org', name: 'Anna' })], {
      updateConflicts: true,
      updateFields: ['name'],
      uniqueFields: ['email'],
    })
    assert.deepEqual(await User.objects.filter({ email: 'ann@x.org' }).valuesList('name', 'score'), [['Anna', 3]])
  })
})

test('bulkCreate takes the keys of related objects that were saved after they were assigned', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const author = new User({ email: 'new@x.org', name: 'New' })
    const post = new Post({ author, title: 'Early' })
    await assert.rejects(Post.objects.bulkCreate([post]), /unsaved related object/)
    await author.save()
    await Post.objects.bulkCreate([post])
    assert.equal((await Post.objects.get({ title: 'Early' })).authorId, author.id)
  })
})

test('bulkUpdate writes different values with one statement', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const rows = await User.objects.orderBy('id')
    for (const row of rows) row.name = row.name.toUpperCase()
    assert.equal(await statements(db, () => User.objects.bulkUpdate(rows, ['name'])), 1)
    assert.deepEqual(await User.objects.orderBy('id').valuesList('name', { flat: true }), ['ANN', 'BOB', 'EVE'])
  })
})

test('bulkUpdate refuses keys, unknown names and objects without a key', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const rows = await User.objects.orderBy('id')
    await assert.rejects(User.objects.bulkUpdate(rows, ['id']), { code: 'VALUE_ERROR' })
    await assert.rejects(User.objects.bulkUpdate(rows, []), { code: 'VALUE_ERROR' })
    await assert.rejects(User.objects.bulkUpdate(rows, ['nope' as never]), { code: 'FIELD_ERROR' })
    await assert.rejects(User.objects.bulkUpdate(users(1), ['name']), { code: 'VALUE_ERROR' })
  })
})

test('update takes values and expressions and answers how many rows matched', async t => {
  const db = await blog(t)
  await db.run(async () => {
    assert.equal(await User.objects.filter({ score__isnull: false }).update({ score: F('score').plus(1) }), 2)
    assert.equal((await User.objects.get({ pk: 1 })).score, 4)
    assert.equal(await User.objects.filter({ id__in: [] }).update({ name: 'x' }), 0)
  })
})

test('inBulk gives a map by key or by another unique field', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const byKey = await User.objects.inBulk([1, 3, 99])
    assert.deepEqual([...byKey.keys()].sort(), [1, 3])
    const byMail = await User.objects.inBulk(['bob@x.org'], { fieldName: 'email' })
    assert.equal(byMail.get('bob@x.org')?.name, 'Bob')
    await assert.rejects(User.objects.inBulk(['Bob'], { fieldName: 'name' }), { code: 'VALUE_ERROR' })
    assert.equal((await User.objects.inBulk(Array.from({ length: 40_000 }, (_, i) => i))).size, 3)
  })
})

test('bulkUpdate empties columns of any type', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const author = await Author.objects.create({ name: 'Ann', mail: 'ann@x.org' })
    const book = await Book.objects.create({ title: 'Long', pages: 900, author, editor: author })
    Object.assign(book, { pages: null, editorId: null })
    assert.equal(await Book.objects.bulkUpdate([book], ['pages', 'editor']), 1)
    assert.deepEqual(await Book.objects.values('pages', 'editorId'), [{ pages: null, editorId: null }])
  })
})
