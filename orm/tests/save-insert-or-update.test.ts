import assert from 'node:assert/strict'
import type { Database } from '../src/database.ts'
import { DatabaseError, DataError, IntegrityError, ValidationError, ValueError } from '../src/errors.ts'
import { auto, char, datetime, integer, uuid } from '../src/fields/factories.ts'
import { F } from '../src/index.ts'
import { captureQueries } from '../src/logging.ts'
import { manager } from '../src/manager.ts'
import { model } from '../src/model.ts'
import { postSave, preSave } from '../src/signals.ts'
import { Author, Book, libraryDatabase, Portrait } from './support/library.ts'
import { databaseWith } from './support/models.ts'
import { isOnServer, test } from './support/under-test.ts'

/** The verbs of the statements that some work sends: UPDATE, INSERT … */
async function verbs(db: Database, work: () => Promise<unknown>): Promise<string[]> {
  const events = await captureQueries(db, work)
  return events.map(event => event.sql.split(' ')[0] ?? '')
}

test('a new object without a key is inserted and gets one', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const author = new Author({ name: 'Ann' })
    assert.deepEqual(await verbs(db, () => author.save()), ['INSERT'])
    assert.equal(author.id, 1)
    assert.equal(author._state.adding, false)
  })
})

test('an object with a key is updated, and inserted when there was no row', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    assert.deepEqual(await verbs(db, () => new Author({ id: 5, name: 'Ann' }).save()), ['UPDATE', 'INSERT'])
    assert.deepEqual(await verbs(db, () => new Author({ id: 5, name: 'Eve' }).save()), ['UPDATE'])
    assert.equal((await Author.objects.get({ pk: 5 })).name, 'Eve')
    assert.equal(await Author.objects.count(), 1)
  })
})

test('a key that its default made up is inserted straight away', async t => {
  class Token extends model('Token', { id: uuid({ primaryKey: true, default: () => crypto.randomUUID() }) }) {
    static readonly objects = manager(Token)
  }
  const db = await databaseWith(t, [Token])
  await db.run(async () => {
    const token = new Token()
    assert.deepEqual(await verbs(db, () => token.save()), ['INSERT'])
    assert.deepEqual(await verbs(db, () => token.save()), ['SELECT'])
  })
})

test('forceInsert fails on a row that exists, forceUpdate on one that does not', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    await Author.objects.create({ id: 1, name: 'Ann' })
    await assert.rejects(new Author({ id: 1, name: 'b' }).save({ forceInsert: true }), IntegrityError)
    await assert.rejects(new Author({ id: 2, name: 'b' }).save({ forceUpdate: true }), DatabaseError)
    await assert.rejects(new Author({ name: 'b' }).save({ forceUpdate: true }), ValueError)
    await assert.rejects(new Author({ id: 1 }).save({ forceInsert: true, forceUpdate: true }), ValueError)
    assert.deepEqual(await Author.objects.valuesList('id', 'name'), [[1, 'Ann']])
  })
})

test('updateFields writes those fields alone, and an empty list writes nothing', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const author = await Author.objects.create({ name: 'Ann' })
    const book = await Book.objects.create({ title: 'a', pages: 1, author })
    Object.assign(book, { title: 'b', pages: 2 })
    await book.save({ updateFields: ['pages'] })
    assert.deepEqual(await verbs(db, () => book.save({ updateFields: [] })), [])
    assert.deepEqual(await Book.objects.valuesList('title', 'pages'), [['a', 2]])
    for (const name of ['nope', 'genres', 'id', 'pk']) {
      await assert.rejects(book.save({ updateFields: [name] }), ValueError, name)
    }
  })
})

test('a row with deferred fields writes only what it loaded', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const author = await Author.objects.create({ name: 'Ann' })
    await Book.objects.create({ title: 'a', pages: 1, author })
    const book = await Book.objects.only('title').get({ pk: 1 })
    await Book.objects.update({ pages: 9 })
    Object.assign(book, { title: 'b' })
    await book.save()
    assert.deepEqual(await Book.objects.valuesList('title', 'pages'), [['b', 9]])
  })
})

test('the key of a related object is taken over when it was saved after it was assigned', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const author = new Author({ name: 'Ann' })
    const book = new Book({ title: 'a', author })
    await assert.rejects(book.save(), { name: 'ValueError', message: /unsaved related object 'author'/ })
    await author.save()
    await book.save()
    assert.equal(book.authorId, author.id)
    assert.equal(book.author, author)
  })
})

test('an expression is computed by the database and read by refreshFromDb', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const author = await Author.objects.create({ name: 'Ann' })
    const book = await Book.objects.create({ title: 'a', pages: 40, author })
    Object.assign(book, { pages: F('pages').plus(2) })
    await book.save()
    await book.refreshFromDb()
    assert.equal(book.pages, 42)
    const unsaved = Object.assign(new Book({ title: 'b', author }), { pages: F('pages') })
    await assert.rejects(unsaved.save(), { name: 'ValueError', message: /only be used to update, not to insert/ })
  })
})

test('refreshFromDb reads the named fields and forgets related objects whose key it read', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const [ann, eve] = [await Author.objects.create({ name: 'Ann' }), await Author.objects.create({ name: 'Eve' })]
    const book = await Book.objects.create({ title: 'a', pages: 1, author: ann })
    await Book.objects.update({ title: 'b', pages: 2, author: eve })
    await book.refreshFromDb(['pages'])
    assert.deepEqual([book.title, book.pages, book.author], ['a', 2, ann])
    await book.refreshFromDb()
    assert.deepEqual([book.title, (await book.author).name], ['b', 'Eve'])
    await Book.objects.delete()
    await assert.rejects(book.refreshFromDb(), Book.DoesNotExist)
  })
})

test('a one-to-one that is the key is inserted or updated by that key', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const author = await Author.objects.create({ name: 'Ann' })
    assert.deepEqual(await verbs(db, () => new Portrait({ author, caption: 'x' }).save()), ['UPDATE', 'INSERT'])
    assert.deepEqual(await verbs(db, () => new Portrait({ author, caption: 'y' }).save()), ['UPDATE'])
  })
})

test('all problems of an object come in one error, before anything is sent', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const book = new Book({ title: 'x'.repeat(21), pages: 2 ** 31 })
    const sent = await captureQueries(db, () =>
      assert.rejects(book.save(), (error: unknown) => {
        assert.ok(error instanceof ValidationError)
        assert.deepEqual(
          Object.entries(error.fields).map(([name, problems]) => [name, problems[0]?.code]),
          [
            ['title', 'max_length'],
            ['pages', 'max_value'],
            ['author', 'null'],
          ],
        )
        return true
      }),
    )
    assert.deepEqual(sent, [])
  })
})

test('validate: false leaves the checking to the database', async t => {
  const db = await libraryDatabase(t, { validate: false })
  await db.run(async () => {
    await assert.rejects(new Book({ title: 'x' }).save(), IntegrityError)
    const long = new Author({ name: 'x'.repeat(99) }).save()
    await (isOnServer() ? assert.rejects(long, DataError) : long)
    await assert.rejects(new Author({ name: 'x'.repeat(99) }).save({ validate: true }), ValidationError)
  })
})

test('autoNowAdd is set once, autoNow at every save', async t => {
  class Note extends model('Note', {
    id: auto(),
    text: char({ maxLength: 9 }),
    made: datetime({ autoNowAdd: true }),
    changed: datetime({ autoNow: true }),
    count: integer({ default: 0 }),
  }) {
    static readonly objects = manager(Note)
  }
  t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2020, 0, 1) })
  const db = await databaseWith(t, [Note])
  await db.run(async () => {
    const note = await Note.objects.create({ text: 'a' })
    t.mock.timers.setTime(Date.UTC(2021, 0, 1))
    await note.save()
    const stored = await Note.objects.get({ pk: note.id })
    assert.deepEqual([stored.made.getUTCFullYear(), stored.changed.getUTCFullYear()], [2020, 2021])
  })
})

test('signals tell who is saved, and whether the row is new', async t => {
  const db = await libraryDatabase(t)
  const heard: unknown[] = []
  const stop = [
    preSave.connect(event => void heard.push(['pre', event.instance.pk]), Author),
    postSave.connect(event => void heard.push(['post', event.instance.pk, event.created]), Author),
  ]
  t.after(() => {
    for (const end of stop) end()
  })
  await db.run(async () => {
    const author = await Author.objects.create({ name: 'Ann' })
    await author.save()
    await Book.objects.create({ title: 'unheard', author })
  })
  assert.deepEqual(heard, [
    ['pre', null],
    ['post', 1, true],
    ['pre', 1],
    ['post', 1, false],
  ])
})
