import type { Database } from '../src/index.ts'
import { literal } from './literals.ts'
import { Author, Book, Profile, Review, Tag } from './models.ts'
import type { Random } from './random.ts'

export type Row = Readonly<Record<string, unknown>>

/** All rows of the small world; `links` are the tags of books. */
export interface World {
  readonly Author: readonly Row[]
  readonly Profile: readonly Row[]
  readonly Tag: readonly Row[]
  readonly Book: readonly Row[]
  readonly Review: readonly Row[]
  readonly links: readonly { readonly book: number; readonly tag: number }[]
}

/** Make rows up, few enough that every combination turns up. */
export function makeWorld(random: Random): World {
  const orNull = (kind: string): unknown => (random.chance(0.25) ? null : literal(random, kind))
  const authors = random.times(random.between(1, 6), i => ({
    id: i + 1,
    name: literal(random, 'char'),
    city: orNull('char'),
    age: orNull('integer'),
    joined: literal(random, 'datetime'),
  }))
  const anAuthor = () => random.pick(authors).id
  const tags = random.times(random.between(1, 4), i => ({ id: i + 1, label: literal(random, 'char') }))
  const books = random.times(random.between(0, 10), i => ({
    id: i + 1,
    title: literal(random, 'char'),
    pages: orNull('integer'),
    price: orNull('decimal'),
    published: orNull('date'),
    available: literal(random, 'boolean'),
    authorId: anAuthor(),
    editorId: random.chance(0.4) ? null : anAuthor(),
    sequelToId: i === 0 || random.chance(0.5) ? null : random.between(1, i),
  }))
  const reviews = random.times(books.length ? random.between(0, 14) : 0, i => ({
    id: i + 1,
    bookId: random.pick(books).id,
    reviewerId: anAuthor(),
    stars: random.between(1, 5),
    note: orNull('char'),
  }))
  const profiles = random.some(authors, 0.6).map(({ id }) => ({ authorId: id, motto: orNull('char') }))
  const links = books.flatMap(book => random.some(tags, 0.4).map(tag => ({ book: book.id, tag: tag.id })))
  return { Author: authors, Profile: profiles, Tag: tags, Book: books, Review: reviews, links }
}

/** Replace the rows of a database. */
export async function storeWorld(db: Database, world: World): Promise<void> {
  await db.run(async () => {
    for (const model of [Review, Book, Profile, Tag, Author]) await model.objects.all().delete()
    await Author.objects.bulkCreate(world.Author.map(row => new Author(row)))
    await Profile.objects.bulkCreate(world.Profile.map(row => new Profile(row)))
    await Tag.objects.bulkCreate(world.Tag.map(row => new Tag(row)))
    await Book.objects.bulkCreate(world.Book.map(row => new Book(row)))
    await Review.objects.bulkCreate(world.Review.map(row => new Review(row)))
    for (const book of await Book.objects.all()) {
      await book.tags.add(...world.links.filter(link => link.book === book.id).map(link => link.tag))
    }
  })
}
