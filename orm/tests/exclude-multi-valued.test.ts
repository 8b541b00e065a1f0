import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import {
  auto,
  type Database,
  foreignKey,
  integer,
  type Manager,
  type ModelClass,
  manager,
  manyToMany,
  model,
  oneToOne,
  Q,
  type Related,
  type RelatedOne,
} from '../src/index.ts'
import { Author, Book, Genre, libraryDatabase } from './support/library.ts'
import { databaseWith } from './support/models.ts'
import { sqlOf } from './support/sql.ts'
import { test } from './support/under-test.ts'

/** Ann wrote a long and a short book, Bob a short one, Eve none. */
async function library(t: TestContext): Promise<Database> {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const [ann, bob] = await Promise.all([
      Author.objects.create({ name: 'Ann' }),
      Author.objects.create({ name: 'Bob' }),
    ])
    await Author.objects.create({ name: 'Eve' })
    const long = await Book.objects.create({ title: 'Long', pages: 900, authorId: ann.id })
    await Book.objects.create({ title: 'Short', pages: 90, authorId: ann.id })
    await Book.objects.create({ title: 'Brief', pages: 90, authorId: bob.id })
    await long.genres.add(await Genre.objects.create({ name: 'epic' }), await Genre.objects.create({ name: 'war' }))
  })
  return db
}

const namesOf = (rows: readonly Author[]): string[] => rows.map(row => row.name)

test('exclude over a to-many relation drops whoever has any such related row', async t => {
  const db = await library(t)
  const rest = await db.run(async () => await Author.objects.exclude({ books__pages: 900 }).orderBy('name').all())
  assert.deepEqual(namesOf(rest), ['Bob', 'Eve'])
})

test('exclude over a to-many relation is NOT EXISTS and no join', () => {
  const sql = sqlOf(Author.objects.exclude({ books__pages: 900 }))
  assert.match(sql, /WHERE NOT \(EXISTS\(SELECT 1 AS "a" FROM "book"/)
  assert.doesNotMatch(sql, /JOIN/)
})

test('the conditions of one exclude need not hold for the same related row', async t => {
  const db = await library(t)
  const rest = await db.run(
    async () => await Author.objects.exclude({ books__pages: 900, books__title: 'Short' }).orderBy('name').all(),
  )
  assert.deepEqual(namesOf(rest), ['Bob', 'Eve'])
})

test('exclude over many-to-many keeps rows without any', async t => {
  const db = await library(t)
  const rest = await db.run(async () => await Book.objects.exclude({ genres__name: 'war' }).orderBy('title').all())
  assert.deepEqual(
    rest.map(book => book.title),
    ['Brief', 'Short'],
  )
})

test('a negation beside a positive condition speaks about the same related row', async t => {
  const db = await library(t)
  const found = await db.run(
    async () => await Author.objects.filter(Q({ books__pages__lt: 100 }), Q({ books__title: 'Short' }).not()),
  )
  assert.deepEqual(namesOf(found), ['Bob'])
})

test('conditions of one filter meet in one related row, those of chained filters need not', async t => {
  const db = await library(t)
  await db.run(async () => {
    assert.equal(await Author.objects.filter({ books__pages: 900, books__title: 'Short' }).count(), 0)
    assert.equal(await Author.objects.filter({ books__pages: 900 }).filter({ books__title: 'Short' }).count(), 1)
  })
})

test('joined rows are not made distinct by themselves', async t => {
  const db = await library(t)
  const found = await db.run(async () => await Book.objects.filter({ genres__name__in: ['epic', 'war'] }).all())
  assert.equal(found.length, 2)
})

class Room extends model('Room', { id: auto() }) {
  static readonly objects: Manager<Room> = manager(Room)
  declare readonly messages: Related<Message>
}

class Badge extends model('Badge', {
  id: auto(),
  backup: oneToOne((): ModelClass<Badge> => Badge, { null: true, onDelete: 'CASCADE', relatedName: 'backs' }),
}) {
  static readonly objects: Manager<Badge> = manager(Badge)
  declare readonly backs: RelatedOne<Badge>
  declare readonly inbox: Related<Message>
}

class Message extends model('Message', {
  id: auto(),
  size: integer(),
  room: foreignKey(() => Room, { null: true, onDelete: 'CASCADE', relatedName: 'messages' }),
  author: foreignKey(() => Badge, { null: true, onDelete: 'CASCADE' }),
  to: manyToMany(() => Badge, { relatedName: 'inbox' }),
}) {
  static readonly objects: Manager<Message> = manager(Message)
}

test('tables of a subquery are not taken for others that have their number in the query around', async t => {
  const db = await databaseWith(t, [Room, Badge, Message])
  await db.run(async () => {
    const [red, blue] = [await Room.objects.create({}), await Room.objects.create({})]
    const chief = await Badge.objects.create({})
    const deputy = await Badge.objects.create({ backup: chief })
    const first = await Message.objects.create({ size: 1, room: red, author: chief })
    await Message.objects.create({ size: 5, room: blue })
    await first.to.add(deputy)
    const large = Message.objects.filter({ size: 5 })
    const left = (size: number) =>
      Message.objects.exclude(Q({ author__backs__inbox__size: size }).or(Q({ room__messages__in: large })))
    assert.deepEqual(await left(1).values('size'), [])
    assert.deepEqual(await left(2).values('size'), [{ size: 1 }])
  })
})
