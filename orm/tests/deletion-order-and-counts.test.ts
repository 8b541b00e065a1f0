import assert from 'node:assert/strict'
import { ValueError } from '../src/errors.ts'
import { auto, char, foreignKey } from '../src/fields/factories.ts'
import { captureQueries } from '../src/logging.ts'
import { manager } from '../src/manager.ts'
import { model } from '../src/model.ts'
import { postDelete, preDelete } from '../src/signals.ts'
import { Author, Book, Genre, libraryDatabase, Portrait } from './support/library.ts'
import { databaseWith } from './support/models.ts'
import { test } from './support/under-test.ts'

/** Two authors with a portrait, two books each, the first also edits; two genres on the first book. */
async function fill(): Promise<void> {
  const [ann, eve] = [await Author.objects.create({ name: 'Ann' }), await Author.objects.create({ name: 'Eve' })]
  await Portrait.objects.create({ author: ann, caption: 'x' })
  const book = await Book.objects.create({ title: 'a1', author: ann })
  await Book.objects.create({ title: 'a2', author: ann })
  await Book.objects.create({ title: 'e1', author: eve, editor: ann })
  await book.genres.add(await Genre.objects.create({ name: 'x' }), await Genre.objects.create({ name: 'y' }))
}

test('deleting an object takes all that depends on it, counted by model, join tables too', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    await fill()
    const ann = await Author.objects.get({ name: 'Ann' })
    assert.deepEqual(await ann.delete(), [6, { Portrait: 1, Book_genres: 2, Book: 2, Author: 1 }])
    assert.equal(ann.pk, null)
    assert.deepEqual(await Book.objects.valuesList('title', 'editorId'), [['e1', null]])
    assert.equal(await Genre.objects.count(), 2)
  })
})

test('deleting a QuerySet counts the same way, and nothing for no rows', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    await fill()
    assert.deepEqual(await Author.objects.filter({ pk: 99 }).delete(), [0, {}])
    assert.deepEqual(await Genre.objects.filter({ name: 'x' }).delete(), [2, { Book_genres: 1, Genre: 1 }])
    assert.deepEqual(await Author.objects.delete(), [7, { Portrait: 1, Book_genres: 1, Book: 3, Author: 2 }])
  })
})

test('an empty list deletes nothing and asks nothing', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const sent = await captureQueries(db, async () => {
      assert.deepEqual(await Portrait.objects.filter({ pk__in: [] }).delete(), [0, {}])
    })
    assert.deepEqual(
      sent.filter(event => event.kind === 'statement'),
      [],
    )
  })
})

test('one object that nothing points at is deleted by one statement, counted even when it was gone', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    await fill()
    const portrait = await Portrait.objects.get({ pk: 1 })
    await Portrait.objects.delete()
    const sent = await captureQueries(db, async () => {
      assert.deepEqual(await portrait.delete(), [0, { Portrait: 0 }])
    })
    assert.equal(sent.length, 1)
  })
})

test('an object without a key cannot be deleted', async t => {
  const db = await libraryDatabase(t)
  await db.run(() => assert.rejects(new Author({ name: 'x' }).delete(), ValueError))
})

test('rows go before those that they point at, whatever the depth', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    await fill()
    const sent = await captureQueries(db, () => Author.objects.filter({ name: 'Ann' }).delete())
    const tables = sent.map(event => /^(?:DELETE FROM|UPDATE) ["`](\w+)["`]/.exec(event.sql)?.[1]).filter(Boolean)
    assert.deepEqual(tables, ['portrait', 'book_genres', 'book', 'book', 'author'].toSorted(byFirst(tables)))
    assert.ok(tables.indexOf('book_genres') < tables.lastIndexOf('book'))
    assert.ok(tables.lastIndexOf('book') < tables.indexOf('author'))
  })
})

/** Order as in a list: the test cares for what comes last, not for the order of the fast deletes. */
function byFirst(order: readonly (string | undefined)[]): (a: string, b: string) => number {
  return (a, b) => order.indexOf(a) - order.indexOf(b)
}

test('SET_DEFAULT writes the default, DO_NOTHING leaves the matter to the database', async t => {
  class Home extends model('Home', { id: auto(), name: char({ maxLength: 9 }) }) {
    static readonly objects = manager(Home)
  }
  class Cat extends model('Cat', {
    id: auto(),
    home: foreignKey(() => Home, { onDelete: 'SET_DEFAULT', default: 1 }),
  }) {
    static readonly objects = manager(Cat)
  }
  const db = await databaseWith(t, [Home, Cat])
  await db.run(async () => {
    await Home.objects.bulkCreate([new Home({ name: 'shelter' }), new Home({ name: 'house' })])
    await Cat.objects.create({ homeId: 2 })
    assert.deepEqual(await Home.objects.filter({ pk: 2 }).delete(), [1, { Home: 1 }])
    assert.deepEqual(await Cat.objects.valuesList('homeId', { flat: true }), [1])
  })
})

test('a tree that points at itself is deleted as a whole', async t => {
  class Branch extends model('Branch', {
    id: auto(),
    parent: foreignKey('self', { onDelete: 'CASCADE', null: true, relatedName: 'branches' }),
  }) {
    static readonly objects = manager(Branch)
  }
  const db = await databaseWith(t, [Branch])
  await db.run(async () => {
    await Branch.objects.create({})
    for (const parentId of [1, 1, 2, 3, 4]) await Branch.objects.create({ parentId })
    assert.deepEqual(await (await Branch.objects.get({ pk: 1 })).delete(), [6, { Branch: 6 }])
  })
})

test('more rows than a statement has parameters for are deleted in batches', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const author = await Author.objects.create({ name: 'Ann' })
    const books = Array.from({ length: 2500 }, (_, i) => new Book({ title: `b${i}`, author }))
    await Book.objects.bulkCreate(books)
    assert.deepEqual(await Author.objects.delete(), [2501, { Book: 2500, Author: 1 }])
  })
})

test('signals are sent for every object, before and after all deletions', async t => {
  const db = await libraryDatabase(t)
  const heard: string[] = []
  const stop = [
    preDelete.connect(event => void heard.push(`pre ${event.instance}`)),
    postDelete.connect(event => void heard.push(`post ${event.instance}`)),
  ]
  t.after(() => {
    for (const end of stop) end()
  })
  await db.run(async () => {
    const author = await Author.objects.create({ name: 'Ann' })
    await Book.objects.create({ title: 'a', author })
    await author.delete()
  })
  assert.deepEqual(heard, [
    'pre Book object (1)',
    'pre Author object (1)',
    'post Book object (1)',
    'post Author object (1)',
  ])
})
