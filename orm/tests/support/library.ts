import type { TestContext } from 'node:test'
import type { ConnectOptions, Database } from '../../src/database.ts'
import {
  auto,
  boolean,
  char,
  email,
  foreignKey,
  integer,
  manyToMany,
  oneToOne,
  text,
} from '../../src/fields/factories.ts'
import { manager } from '../../src/manager.ts'
import { model } from '../../src/model.ts'
import type { Related, RelatedOne } from '../../src/types/relations.ts'
import { databaseWith } from './models.ts'

/** Models of a small library, with a relation of every kind. */
export class Author extends model('Author', {
  id: auto(),
  name: char({ maxLength: 40 }),
  mail: email({ null: true, unique: true }),
}) {
  static readonly objects = manager(Author)
  declare readonly books: Related<Book>
  declare readonly edited: Related<Book>
  declare readonly portrait: RelatedOne<Portrait>
}

export class Genre extends model('Genre', { id: auto(), name: char({ maxLength: 20, unique: true }) }) {
  static readonly objects = manager(Genre)
  declare readonly books: Related<Book>
}

export class Book extends model('Book', {
  id: auto(),
  title: char({ maxLength: 20 }),
  pages: integer({ null: true }),
  lent: boolean({ default: false }),
  author: foreignKey(() => Author, { onDelete: 'CASCADE', relatedName: 'books' }),
  editor: foreignKey(() => Author, { onDelete: 'SET_NULL', null: true, relatedName: 'edited' }),
  genres: manyToMany(() => Genre, { relatedName: 'books' }),
}) {
  static readonly objects = manager(Book)
}

export class Portrait extends model('Portrait', {
  author: oneToOne(() => Author, { onDelete: 'CASCADE', primaryKey: true, relatedName: 'portrait' }),
  caption: text(),
}) {
  static readonly objects = manager(Portrait)
}

/** Somebody who knows others; friendship is mutual, following is not. */
export class Reader extends model('Reader', {
  id: auto(),
  name: char({ maxLength: 20 }),
  friends: manyToMany('self'),
  follows: manyToMany('self', { symmetrical: false, relatedName: 'followers' }),
}) {
  static readonly objects = manager(Reader)
  declare readonly followers: Related<Reader>
}

/** A database of the kind under test with the tables of the library. */
export function libraryDatabase(t: TestContext, options: ConnectOptions = {}): Promise<Database> {
  return databaseWith(t, [Author, Genre, Book, Portrait, Reader], options)
}
