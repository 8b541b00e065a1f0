/** What `inspect.ts` wrote, with shorter names and what no table of SQLite tells: digits of decimals, names of reverse sides. */
import {
  bigAuto,
  boolean,
  char,
  date,
  datetime,
  decimal,
  foreignKey,
  type Manager,
  manager,
  manyToMany,
  model,
  type Related,
  smallInteger,
  uuid,
} from '@inkstone/orm'

export class Author extends model(
  'Author',
  { id: bigAuto(), name: char({ maxLength: 80 }), born: date({ null: true }) },
  { table: 'library_author' },
) {
  static readonly objects: Manager<Author> = manager(Author)
  declare readonly books: Related<Book>
}

export class Genre extends model(
  'Genre',
  { id: bigAuto(), name: char({ maxLength: 30, unique: true }) },
  { table: 'library_genre' },
) {
  static readonly objects: Manager<Genre> = manager(Genre)
  declare readonly books: Related<Book>
}

export class Book extends model(
  'Book',
  {
    id: bigAuto(),
    isbn: uuid({ unique: true }),
    title: char({ maxLength: 200 }),
    price: decimal({ maxDigits: 6, decimalPlaces: 2 }),
    rating: smallInteger({ null: true }), // new: Django never had it
    inPrint: boolean({ default: true }),
    publishedAt: datetime({ dbIndex: true }),
    author: foreignKey(() => Author, { onDelete: 'CASCADE', relatedName: 'books' }),
    genres: manyToMany(() => Genre, { dbTable: 'library_book_genres', relatedName: 'books' }),
  },
  { table: 'library_book', uniqueTogether: [['author', 'title']] },
) {
  static readonly objects: Manager<Book> = manager(Book)
}

export const models = [Author, Genre, Book] as const
