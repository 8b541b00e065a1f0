import assert from 'node:assert/strict'
import { LazyLoadingError } from '../src/errors.ts'
import { forbidLazyLoading } from '../src/lazy-loading.ts'
import { captureQueries } from '../src/logging.ts'
import { Author, Book, libraryDatabase, Portrait } from './support/library.ts'
import { test } from './support/under-test.ts'

/** Three authors, the first two with portraits; six books, two by each; the last has an editor. */
async function fill(): Promise<void> {
  const authors = await Author.objects.bulkCreate(['Ann', 'Eve', 'Zoe'].map(name => new Author({ name })))
  await Portrait.objects.bulkCreate(authors.slice(0, 2).map(author => new Portrait({ author, caption: author.name })))
  await Book.objects.bulkCreate([1, 1, 2, 2, 3, 3].map((authorId, i) => new Book({ title: `b${i}`, authorId })))
  await Book.objects.filter({ title: 'b5' }).update({ editorId: 1 })
}

test('a loop over related objects costs two queries', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    await fill()
    const names: string[] = []
    const sent = await captureQueries(db, async () => {
      for await (const book of Book.objects.orderBy('id')) names.push((await book.author).name)
    })
    assert.deepEqual(names, ['Ann', 'Ann', 'Eve', 'Eve', 'Zoe', 'Zoe'])
    assert.equal(sent.length, 2)
  })
})

test('rows that are awaited at once share the query', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    await fill()
    const books = await Book.objects.all()
    const sent = await captureQueries(db, () => Promise.all(books.map(book => book.author)))
    assert.equal(sent.length, 1)
  })
})

test('after loading, the object is there without waiting, and equal keys share it', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    await fill()
    const [first, second] = await Book.objects.orderBy('id')
    const author = await first?.author
    assert.equal(first?.author, author)
    assert.equal(second?.author, author)
  })
})

test('a foreign key that is null has no object and asks nothing', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    await fill()
    const book = await Book.objects.get({ title: 'b0' })
    assert.equal(book.editor, null)
  })
})

test('the reverse side of a one-to-one loads together, and a missing one is a DoesNotExist', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    await fill()
    const [ann, eve, zoe] = await Author.objects.orderBy('id')
    const sent = await captureQueries(db, async () => {
      assert.equal((await ann?.portrait)?.caption, 'Ann')
      assert.equal((await eve?.portrait)?.caption, 'Eve')
      await assert.rejects(async () => await zoe?.portrait, Portrait.DoesNotExist)
    })
    assert.equal(sent.length, 1)
  })
})

test('a key that points nowhere is a DoesNotExist', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const book = new Book({ title: 'x', authorId: 99 })
    await assert.rejects(async () => await book.author, Author.DoesNotExist)
  })
})

test('lazy loading can be forbidden; what was loaded stays at hand', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    await fill()
    await forbidLazyLoading(async () => {
      const book = await Book.objects.get({ title: 'b5' })
      await assert.rejects(async () => await book.author, LazyLoadingError)
      const joined = await Book.objects.selectRelated('author').get({ title: 'b5' })
      assert.equal(joined.author.name, 'Zoe')
    })
  })
})
