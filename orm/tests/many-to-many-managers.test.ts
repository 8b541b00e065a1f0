import assert from 'node:assert/strict'
import { UsageError, ValueError } from '../src/errors.ts'
import { auto, char, foreignKey, integer, manyToMany } from '../src/fields/factories.ts'
import { captureQueries } from '../src/logging.ts'
import { manager } from '../src/manager.ts'
import { model } from '../src/model.ts'
import { m2mChanged } from '../src/signals.ts'
import type { ModelClass } from '../src/types/rows.ts'
import { Author, Book, Genre, libraryDatabase, Reader } from './support/library.ts'
import { databaseWith } from './support/models.ts'
import { test } from './support/under-test.ts'

/** A saved book without genres, and genres with the keys 1 to 4. */
async function bookAndGenres(): Promise<Book> {
  const author = await Author.objects.create({ name: 'Ann' })
  await Genre.objects.bulkCreate(['a', 'b', 'c', 'd'].map(name => new Genre({ name })))
  return Book.objects.create({ title: 't', author })
}

async function genresOf(book: Book): Promise<number[]> {
  return (await book.genres.orderBy('pk')).map(genre => genre.id)
}

test('add takes objects and keys, and leaves those that are related already', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const book = await bookAndGenres()
    await book.genres.add(1, await Genre.objects.get({ pk: 2 }))
    await book.genres.add(2, 3, 3)
    assert.deepEqual(await genresOf(book), [1, 2, 3])
    const genre = await Genre.objects.get({ pk: 4 })
    await genre.books.add(book)
    assert.deepEqual(await genresOf(book), [1, 2, 3, 4])
  })
})

test('remove ends relations and ignores what is not related; clear ends all', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const book = await bookAndGenres()
    await book.genres.add(1, 2, 3)
    await book.genres.remove(1, 4)
    assert.deepEqual(await genresOf(book), [2, 3])
    await book.genres.clear()
    assert.deepEqual(await genresOf(book), [])
    assert.equal(await Genre.objects.count(), 4)
  })
})

test('set changes what differs and no more', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const book = await bookAndGenres()
    await book.genres.add(1, 2)
    const pairs = Book.meta.manyToMany[0]?.through.table
    const before = await db.query(`SELECT id, genre_id FROM ${pairs} WHERE genre_id = 2`)
    await book.genres.set([2, 3])
    assert.deepEqual(await genresOf(book), [2, 3])
    assert.deepEqual(await db.query(`SELECT id, genre_id FROM ${pairs} WHERE genre_id = 2`), before)
    await book.genres.set([], { clear: true })
    assert.deepEqual(await genresOf(book), [])
  })
})

test('adding sends one insert in one transaction', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const book = await bookAndGenres()
    const sent = await captureQueries(db, () => book.genres.add(1, 2, 3))
    assert.equal(sent.filter(event => event.kind === 'statement').length, 1)
  })
})

test('create, getOrCreate and updateOrCreate relate what they make', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const book = await bookAndGenres()
    const made = await book.genres.create({ name: 'new' })
    assert.deepEqual(await genresOf(book), [made.id])
    assert.equal((await book.genres.getOrCreate({ name: 'new' }))[1], false)
    const [other, created] = await book.genres.getOrCreate({ name: 'other' })
    assert.ok(created)
    assert.deepEqual(await genresOf(book), [made.id, other.id])
  })
})

test('what is no object of the other model is refused', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const book = await bookAndGenres()
    const untyped = book.genres as { add(...objects: unknown[]): Promise<void> }
    await assert.rejects(untyped.add(book), UsageError)
    await assert.rejects(untyped.add('x'), ValueError)
    await assert.rejects(book.genres.add(new Genre({ name: 'unsaved' })), ValueError)
    assert.throws(() => new Book({ title: 'unsaved' }).genres, ValueError)
  })
})

test('friendship goes both ways, following does not', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    await Reader.objects.bulkCreate(['a', 'b', 'c'].map(name => new Reader({ name })))
    const [a, b] = [await Reader.objects.get({ name: 'a' }), await Reader.objects.get({ name: 'b' })]
    await a.friends.add(b, 3)
    await a.follows.add(b)
    assert.deepEqual((await b.friends.all()).map(String), [String(a)])
    assert.deepEqual([await b.follows.count(), await b.followers.count()], [0, 1])
    await b.friends.remove(a)
    assert.deepEqual(await a.friends.valuesList('name', { flat: true }), ['c'])
    await a.friends.clear()
    assert.equal(await Reader.objects.filter({ friends__isnull: false }).count(), 0)
  })
})

class Band extends model('Band', {
  id: auto(),
  members: manyToMany(() => Musician, { through: (): ModelClass<Membership> => Membership, relatedName: 'bands' }),
}) {
  static readonly objects = manager(Band)
}
class Musician extends model('Musician', { id: auto(), name: char({ maxLength: 9 }) }) {
  static readonly objects = manager(Musician)
}
class Membership extends model('Membership', {
  id: auto(),
  band: foreignKey(() => Band, { onDelete: 'CASCADE' }),
  musician: foreignKey(() => Musician, { onDelete: 'CASCADE' }),
  since: integer({ default: 1999 }),
}) {
  static readonly objects = manager(Membership)
}

test('a join table of its own takes values with the pair', async t => {
  const db = await databaseWith(t, [Band, Musician, Membership])
  await db.run(async () => {
    const band = await Band.objects.create({})
    const [ann, eve] = [await Musician.objects.create({ name: 'Ann' }), await Musician.objects.create({ name: 'Eve' })]
    await band.members.add(ann)
    await band.members.add(ann, eve, { throughDefaults: { since: 2020 } })
    assert.deepEqual(await Membership.objects.orderBy('id').valuesList('musicianId', 'since'), [
      [1, 1999],
      [2, 2020],
    ])
    assert.deepEqual(await band.members.orderBy('pk').valuesList('name', { flat: true }), ['Ann', 'Eve'])
    assert.deepEqual(await band.delete(), [3, { Membership: 2, Band: 1 }])
  })
})

test('m2mChanged tells what is added, removed and cleared, and from which side', async t => {
  const db = await libraryDatabase(t)
  const heard: unknown[] = []
  const through = { meta: Book.meta.manyToMany[0]?.through ?? assert.fail('books have genres') }
  t.after(
    m2mChanged.connect(event => {
      heard.push([event.action, event.reverse, event.keys && [...event.keys]])
    }, through),
  )
  await db.run(async () => {
    const book = await bookAndGenres()
    await book.genres.add(1, 2)
    await book.genres.add(2, 3)
    await book.genres.remove(1)
    await (await Genre.objects.get({ pk: 2 })).books.clear()
  })
  assert.deepEqual(heard, [
    ['preAdd', false, [1, 2]],
    ['postAdd', false, [1, 2]],
    ['preAdd', false, [3]],
    ['postAdd', false, [3]],
    ['preRemove', false, [1]],
    ['postRemove', false, [1]],
    ['preClear', true, undefined],
    ['postClear', true, undefined],
  ])
})
