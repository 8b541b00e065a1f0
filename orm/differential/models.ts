import {
  auto,
  boolean,
  char,
  date,
  datetime,
  decimal,
  foreignKey,
  integer,
  type Manager,
  type ModelClass,
  manager,
  manyToMany,
  model,
  oneToOne,
} from '../src/index.ts'

/** A small world with a relation of every kind, nullable columns of every sort, and a model that points at itself. */
export class Author extends model(
  'DifferentialAuthor',
  {
    id: auto(),
    name: char({ maxLength: 12 }),
    city: char({ maxLength: 12, null: true }),
    age: integer({ null: true }),
    joined: datetime(),
  },
  { table: 'differential_author' },
) {
  static readonly objects: Manager<Author> = manager(Author)
}

export class Profile extends model('DifferentialProfile', {
  author: oneToOne(() => Author, { onDelete: 'CASCADE', primaryKey: true, relatedName: 'profile' }),
  motto: char({ maxLength: 12, null: true }),
}) {
  static readonly objects: Manager<Profile> = manager(Profile)
}

export class Tag extends model('DifferentialTag', { id: auto(), label: char({ maxLength: 12 }) }) {
  static readonly objects: Manager<Tag> = manager(Tag)
}

export class Book extends model('DifferentialBook', {
  id: auto(),
  title: char({ maxLength: 12 }),
  pages: integer({ null: true }),
  price: decimal({ maxDigits: 6, decimalPlaces: 2, null: true }),
  published: date({ null: true }),
  available: boolean({ default: true }),
  author: foreignKey(() => Author, { onDelete: 'CASCADE', relatedName: 'books' }),
  editor: foreignKey(() => Author, { onDelete: 'CASCADE', null: true, relatedName: 'edited' }),
  sequelTo: foreignKey((): ModelClass<Book> => Book, { onDelete: 'CASCADE', null: true, relatedName: 'sequels' }),
  tags: manyToMany(() => Tag, { relatedName: 'books' }),
}) {
  static readonly objects: Manager<Book> = manager(Book)
}

export class Review extends model('DifferentialReview', {
  id: auto(),
  book: foreignKey(() => Book, { onDelete: 'CASCADE', relatedName: 'reviews' }),
  reviewer: foreignKey(() => Author, { onDelete: 'CASCADE', relatedName: 'reviews' }),
  stars: integer(),
  note: char({ maxLength: 12, null: true }),
}) {
  static readonly objects: Manager<Review> = manager(Review)
}

export const MODELS = { Author, Profile, Tag, Book, Review }
export type ModelName = keyof typeof MODELS
