import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { FieldError, UsageError, ValueError } from '../src/errors.ts'
import { auto, char, foreignKey, integer } from '../src/fields/factories.ts'
import { bareInstance } from '../src/instance.ts'
import { type ModelClass, model } from '../src/model.ts'
import { ModelState } from '../src/state.ts'
import { Author, Book, Genre, Portrait, Reader } from './support/library.ts'

/** A class of the application as the package sees it: without types of rows. */
const untyped = (Model: unknown) => Model as ModelClass

test('a new instance has a value for every column, in the order of the declaration', () => {
  const book = new Book({ title: 'Walden' })
  assert.deepEqual(Object.entries(book), [
    ['id', null],
    ['title', 'Walden'],
    ['pages', null],
    ['lent', false],
    ['authorId', null],
    ['editorId', null],
  ])
})

test('undefined counts as not given', () => {
  assert.equal(new (untyped(Book))({ title: undefined, lent: undefined }).toString(), 'Book object (null)')
  assert.equal(new Book({}).title, '')
})

test('a property that the model does not have is refused, and the choices are named', () => {
  assert.throws(() => new (untyped(Genre))({ nmae: 'x' }), {
    name: 'UsageError',
    message: "Genre() got an unexpected property 'nmae'. Choices are: id, name",
  })
})

test('keys that every object has are no properties of a model', () => {
  for (const json of ['{"__proto__":{"admin":true}}', '{"constructor":1}', '{"_state":1}', '{"toString":1}']) {
    assert.throws(() => new (untyped(Genre))(JSON.parse(json)), UsageError, json)
  }
})

test('a key that is given beside its object counts', () => {
  const book = new (untyped(Book))({ authorId: 1, author: new Author({ id: 2 }) }) as unknown as Book
  assert.equal(book.authorId, 1)
})

test('an abstract model lends its fields and has no instances', () => {
  const Dated = model('Dated', { made: integer(), by: char({ maxLength: 9 }) }, { abstract: true })
  class Note extends model('Note', { id: auto(), ...Dated.fields, text: char({ maxLength: 9 }) }) {}
  assert.deepEqual(
    Note.meta.fields.map(field => field.name),
    ['id', 'made', 'by', 'text'],
  )
  assert.equal(Note.meta.field('made').meta, Note.meta)
  assert.throws(() => new Dated(), UsageError)
})

test('a settable property of the class can be given', () => {
  class Person extends model('Person', { id: auto(), name: char({ maxLength: 9 }) }) {
    get shout() {
      return this.name.toUpperCase()
    }
    set shout(value: string) {
      this.name = value.toLowerCase()
    }
  }
  const person = new (untyped(Person))({ shout: 'ADA' }) as unknown as Person
  assert.equal(person.name, 'ada')
})

test('a related object can be given, and its key follows', () => {
  const author = new Author({ id: 7, name: 'Henry' })
  const book = new Book({ author })
  assert.equal(book.authorId, 7)
  assert.equal(book.author, author)
})

test('a related object of another model is refused', () => {
  const book = new Book()
  const assign = (value: unknown) => Object.assign(book, { author: value })
  assert.throws(() => assign(new Genre()), ValueError)
  assert.throws(() => assign('Henry'), ValueError)
})

test('changing the key forgets the related object', () => {
  const book = new Book({ author: new Author({ id: 7 }) })
  book.authorId = 8
  assert.notEqual(book.author instanceof Author, true)
  assert.equal(book.editor, null)
})

test('an unsaved related object stays until it has a key', () => {
  const author = new Author({ name: 'new' })
  const book = new Book({ author })
  author.id = 3
  assert.equal(book.author, author)
})

test('both sides of a one-to-one know each other', () => {
  const author = new Author({ id: 1 })
  const portrait = new Portrait({ author })
  assert.equal(author.portrait, portrait)
  assert.equal(portrait.pk, 1)
})

test('pk reads and writes the primary key, whatever it is called', () => {
  assert.equal(new Author({ pk: 5 }).id, 5)
  const portrait = new Portrait()
  portrait.pk = 9
  assert.equal(portrait.authorId, 9)
})

test('the many side cannot be assigned', () => {
  assert.throws(() => Object.assign(new Book({ id: 1 }), { genres: [] }), UsageError)
  assert.throws(() => Object.assign(new Author({ id: 1 }), { books: [] }), UsageError)
  assert.throws(() => new (untyped(Book))({ genres: [] }), UsageError)
})

test('instances are equal when they stand for the same row', () => {
  assert.ok(new Author({ id: 1 }).equals(new Author({ id: 1, name: 'other' })))
  assert.ok(!new Author({ id: 1 }).equals(new Author({ id: 2 })))
  assert.ok(!new Author({ id: 1 }).equals(new Genre({ id: 1 })))
  const unsaved = new Author()
  assert.ok(unsaved.equals(unsaved) && !unsaved.equals(new Author()))
})

test('what the package keeps about an instance does not show', () => {
  const genre = new Genre({ id: 1, name: 'x' })
  assert.equal(JSON.stringify(genre), '{"id":1,"name":"x"}')
  assert.deepEqual({ ...genre }, { id: 1, name: 'x' })
  assert.equal(inspect(genre), "Genre { id: 1, name: 'x' }")
})

test('a stored row becomes an instance without running constructors of the application', () => {
  let constructed = 0
  class Counted extends model('Counted', { id: auto() }) {
    constructor(values?: { id?: number }) {
      super(values)
      constructed += 1
    }
  }
  const instance = bareInstance(untyped(Counted), new ModelState(false))
  assert.ok(instance instanceof Counted)
  assert.equal(constructed, 0)
})

test('a model without a primary key gets an automatic id', () => {
  const Tag = model('Tag', { name: char({ maxLength: 5 }) })
  assert.deepEqual(
    Tag.meta.fields.map(field => field.column),
    ['id', 'name'],
  )
})

test('names of columns are the snake_case of the properties, and a foreign key adds _id', () => {
  const Entry = model('LogEntry', {
    id: auto(),
    postDate: integer(),
    blogUser: foreignKey(() => Author, { onDelete: 'CASCADE', relatedName: '+' }),
    odd: integer({ dbColumn: 'ODD' }),
  })
  assert.equal(Entry.meta.table, 'log_entry')
  assert.deepEqual(
    Entry.meta.fields.map(field => field.column),
    ['id', 'post_date', 'blog_user_id', 'ODD'],
  )
})

test('declarations that cannot work are refused at once', () => {
  const declare = (fields: object) => () => model('Wrong', fields as Record<string, never>)
  assert.throws(declare({ a: auto(), b: auto() }), UsageError)
  assert.throws(declare({ a__b: integer() }), UsageError)
  assert.throws(declare({ save: integer() }), UsageError)
  assert.throws(declare({ a: foreignKey('self', { onDelete: 'CASCADE' }), aId: integer() }), UsageError)
  assert.throws(() => foreignKey('self', { onDelete: 'SET_NULL' }), UsageError)
  assert.throws(() => foreignKey('self', { onDelete: 'DROP' as 'CASCADE' }), UsageError)
})

test('an unknown field is refused with the names that there are', () => {
  assert.throws(
    () => Author.meta.field('nope'),
    (error: Error) =>
      error instanceof FieldError &&
      error.message ===
        "Cannot resolve keyword 'nope' into field. Choices are: books, edited, id, mail, name, portrait",
  )
})

test('reverse names follow Django, and hidden relations have none', () => {
  class Parent extends model('Parent', { id: auto() }) {}
  model('SubItem', { id: auto(), parent: foreignKey(() => Parent, { onDelete: 'CASCADE' }) })
  model('Hidden', { id: auto(), parent: foreignKey(() => Parent, { onDelete: 'CASCADE', relatedName: '+' }) })
  const accessors = Parent.meta.reverse.map(relation => [relation.name, relation.accessor])
  assert.deepEqual(accessors, [
    ['subItem', 'subItemSet'],
    ['_Hidden_parent_+', undefined],
  ])
})

test('two relations cannot take the same property of their target', () => {
  class Target extends model('Target', { id: auto() }) {}
  const key = () => foreignKey(() => Target, { onDelete: 'CASCADE', relatedName: 'items' })
  model('First', { id: auto(), target: key() })
  model('Second', { id: auto(), target: key() })
  assert.throws(() => Target.meta, UsageError)
})

test('a join table is a model of its own with two keys', () => {
  const [genres] = Book.meta.manyToMany
  assert.deepEqual([genres?.through.name, genres?.through.table], ['Book_genres', 'book_genres'])
  assert.deepEqual(
    genres?.through.fields.map(field => field.column),
    ['id', 'book_id', 'genre_id'],
  )
  assert.deepEqual(
    Reader.meta.manyToMany[0]?.through.fields.map(field => field.column),
    ['id', 'from_reader_id', 'to_reader_id'],
  )
})

test('each model has error classes of its own', () => {
  assert.ok(new Author.DoesNotExist('x') instanceof Author.DoesNotExist)
  assert.ok(!(new Author.DoesNotExist('x') instanceof Genre.DoesNotExist))
})
