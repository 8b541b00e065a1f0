import assert from 'node:assert/strict'
import { UsageError, ValueError } from '../src/errors.ts'
import { auto, char, foreignKey } from '../src/fields/factories.ts'
import { captureQueries } from '../src/logging.ts'
import { manager } from '../src/manager.ts'
import { model } from '../src/model.ts'
import { QuerySet } from '../src/queryset.ts'
import type { Related } from '../src/types/relations.ts'
import { Author, Book, libraryDatabase } from './support/library.ts'
import { databaseWith } from './support/models.ts'
import { test } from './support/under-test.ts'

/** Two authors; books 1 and 2 by the first, 3 by the second; the first edits 3. */
async function fill(): Promise<[Author, Author]> {
  const [ann, eve] = [await Author.objects.create({ name: 'Ann' }), await Author.objects.create({ name: 'Eve' })]
  await Book.objects.create({ title: 'a1', author: ann })
  await Book.objects.create({ title: 'a2', author: ann })
  await Book.objects.create({ title: 'e1', author: eve, editor: ann })
  return [ann, eve]
}

test('the reverse side is a QuerySet of the rows that point here', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const [ann] = await fill()
    assert.deepEqual(await ann.books.orderBy('-title').valuesList('title', { flat: true }), ['a2', 'a1'])
    assert.equal(await ann.books.filter({ title: 'e1' }).count(), 0)
    assert.equal(await ann.books.update({ pages: 3 }), 2)
  })
})

test('rows that come from the reverse side know where they come from', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const [ann] = await fill()
    const sent = await captureQueries(db, async () => {
      for (const book of await ann.books.all()) assert.equal(book.author, ann)
    })
    assert.equal(sent.length, 1)
  })
})

test('create, getOrCreate and updateOrCreate point here', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const [ann, eve] = await fill()
    const made = await ann.books.create({ title: 'a3' })
    assert.deepEqual([made.authorId, made.author], [ann.id, ann])
    assert.equal((await ann.books.getOrCreate({ title: 'a3' }))[1], false)
    const [same, created] = await eve.books.getOrCreate({ title: 'a3' }, { pages: 1 })
    assert.deepEqual([same.authorId, created], [eve.id, true])
    const [changed] = await eve.books.updateOrCreate({ title: 'a3' }, { pages: 2 })
    assert.deepEqual([changed.id, changed.pages], [same.id, 2])
  })
})

test('add moves saved objects with one UPDATE; bulk: false saves each, new ones too', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const [ann, eve] = await fill()
    const books = await Book.objects.filter({ author: ann })
    const sent = await captureQueries(db, () => eve.books.add(...books))
    assert.equal(sent.length, 1)
    assert.deepEqual([await ann.books.count(), await eve.books.count()], [0, 3])
    const unsaved = new Book({ title: 'n' })
    await assert.rejects(ann.books.add(unsaved), ValueError)
    await ann.books.add(unsaved, { bulk: false })
    assert.deepEqual([unsaved.authorId, unsaved._state.adding], [ann.id, false])
    const untyped = ann.books as { add(...objects: unknown[]): Promise<void> }
    await assert.rejects(untyped.add(3), UsageError)
    await assert.rejects(untyped.add(eve), UsageError)
  })
})

test('rows can be taken away only where the foreign key may be null', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const [ann, eve] = await fill()
    assert.equal('remove' in ann.books, false)
    assert.equal('clear' in ann.books, false)
    const [edited] = await ann.edited.all()
    assert.ok(edited)
    await assert.rejects(eve.edited.remove(edited), Author.DoesNotExist)
    await ann.edited.remove(edited)
    assert.equal(await ann.edited.count(), 0)
  })
})

test('set replaces the rows that point here', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const [ann] = await fill()
    await ann.edited.set(await Book.objects.filter({ pk__in: [1, 2] }))
    assert.deepEqual(await ann.edited.orderBy('pk').valuesList('pk', { flat: true }), [1, 2])
    await ann.edited.set(await Book.objects.filter({ pk: 3 }), { clear: true, bulk: false })
    assert.deepEqual(await ann.edited.valuesList('pk', { flat: true }), [3])
    await ann.edited.clear()
    assert.equal(await ann.edited.exists(), false)
  })
})

test('an object without a key has no rows and can make none', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const author = new Author({ name: 'unsaved' })
    assert.deepEqual(await author.books.all(), [])
    await assert.rejects(author.books.create({ title: 'x' }), ValueError)
  })
})

test('the manager of related objects has the methods of their QuerySet class', async t => {
  class Room extends model('Room', { id: auto() }) {
    static readonly objects = manager(Room)
    declare readonly chairs: Related<Chair>
  }
  class ChairQuerySet extends QuerySet<Chair> {
    red() {
      return this.filter({ color: 'red' })
    }
  }
  class Chair extends model('Chair', {
    id: auto(),
    color: char({ maxLength: 9 }),
    room: foreignKey(() => Room, { onDelete: 'CASCADE', relatedName: 'chairs' }),
  }) {
    static readonly objects = manager(Chair, ChairQuerySet)
  }
  const db = await databaseWith(t, [Room, Chair])
  await db.run(async () => {
    const room = await Room.objects.create({})
    await room.chairs.create({ color: 'red' })
    await room.chairs.create({ color: 'blue' })
    const chairs = room.chairs as unknown as { red(): PromiseLike<Chair[]> }
    assert.equal((await chairs.red()).length, 1)
  })
})
