import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  auto,
  char,
  connect,
  createTables,
  type Database,
  foreignKey,
  manager,
  model,
  oneToOne,
  type Related,
  type RelatedOne,
} from '../src/index.ts'

/** A shelf that leads to a book and a label, whose classes nothing has named but their own declarations. */
function declare() {
  class Shelf extends model('Shelf', { id: auto(), name: char({ maxLength: 9 }) }) {
    declare readonly books: Related<Book>
    declare readonly label: RelatedOne<Label>
  }
  class Book extends model('Book', {
    id: auto(),
    shelf: foreignKey(() => Shelf, { onDelete: 'CASCADE', relatedName: 'books' }),
  }) {
    get shout() {
      return `BOOK ${this.id}`
    }
  }
  class Label extends model('Label', {
    id: auto(),
    shelf: oneToOne(() => Shelf, { onDelete: 'CASCADE', relatedName: 'label' }),
  }) {}
  return { Shelf, Book, Label }
}

async function filled(t: TestContext, { Shelf }: ReturnType<typeof declare>): Promise<Database> {
  const db = await connect('sqlite::memory:', { models: [Shelf] })
  t.after(() => db.close())
  // The tables come from elsewhere: making them here would use the classes.
  const others = declare()
  await createTables(db, [others.Shelf, others.Book, others.Label])
  await db.execute("INSERT INTO shelf (id, name) VALUES (1, 'a')")
  await db.execute('INSERT INTO book (id, shelf_id) VALUES (1, 1)')
  await db.execute('INSERT INTO label (id, shelf_id) VALUES (1, 1)')
  return db
}

test('the reverse side of a class that nothing used says what to do', async t => {
  const models = declare()
  const db = await filled(t, models)
  await db.run(async () => {
    const shelf = (await models.Shelf.objects.get({ pk: 1 })) as InstanceType<typeof models.Shelf>
    const expected = { code: 'USAGE_ERROR', message: /class of (Book|Label) was not used yet: name it in connect/ }
    assert.throws(() => shelf.books, expected)
    await assert.rejects(async () => await shelf.label, expected)
    await assert.rejects(async () => await models.Shelf.objects.prefetchRelated('books' as string), expected)
    await assert.rejects(async () => await models.Shelf.objects.selectRelated('label' as never), expected)
  })
})

test('a class is used by its manager, by connect, by a query or by a new object', async t => {
  const models = declare()
  const db = await filled(t, models)
  await db.run(async () => {
    const shelf = (await models.Shelf.objects.get({ pk: 1 })) as InstanceType<typeof models.Shelf>
    manager(models.Book)
    assert.equal((await shelf.books.get()).shout, 'BOOK 1')
    new models.Label({ shelf })
    assert.ok((await shelf.label) instanceof models.Label)
  })
})

test('rows that the package read before their class was used become instances of it later', async t => {
  const models = declare()
  const db = await filled(t, models)
  await db.run(async () => {
    const [, counts] = await models.Shelf.objects.delete()
    assert.deepEqual(counts, { Book: 1, Label: 1, Shelf: 1 })
    const shelf = await models.Shelf.objects.create({ name: 'b' })
    await models.Book.objects.create({ shelfId: shelf.id })
    assert.ok((await models.Book.objects.get()) instanceof models.Book)
  })
})
