/** Takes over a SQLite file that Django made, without touching a row of it: `node adopt.ts FILE`. */
import { Count, connect, type Database, Sum, setDefaultDatabase } from '@inkstone/orm'
import { type App, baseline, migrate, showMigrations } from '@inkstone/orm/migrations'
import { Author, Book, Genre, models } from './models.ts'

const apps: readonly App[] = [{ label: 'library', migrations: `${import.meta.dirname}/migrations`, models }]

/** The first time, compare the tables with what the first migration makes and write it down; then apply the others. */
async function takeOver(database: Database): Promise<void> {
  const known = await showMigrations(database, apps)
  const isNew = !known.some(({ applied }) => applied)
  if (isNew) await baseline(database, apps, { app: 'library', migration: '0001_initial' })
  for (const [app, name] of await migrate(database, apps)) console.log(`migrated ${app}.${name}`)
}

async function ask(): Promise<void> {
  const books = Book.objects.filter({ genres__name: 'science fiction', publishedAt__year__gte: 1968 })
  for (const book of await books.selectRelated('author').orderBy('publishedAt')) {
    console.log(`${book.title} by ${book.author.name}, ${book.price}, ${book.publishedAt.toISOString()}`)
  }
  const authors = Author.objects.annotate({ n: Count('books'), worth: Sum('books__price') }).orderBy('-n', 'name')
  for (const { name, born, n, worth } of await authors) console.log(`${name} (${born}): ${n} books, ${worth}`)
}

async function write(): Promise<void> {
  const lem = await Author.objects.get({ name__startswith: 'Stanisław' })
  const [cyberiad] = await Book.objects.getOrCreate(
    { title: 'The Cyberiad', author: lem },
    { isbn: '00000000-0000-0000-0000-000000000004', price: '6.40', publishedAt: new Date('1965-06-01T12:30:00Z') },
  )
  await cyberiad.genres.add(await Genre.objects.get({ name: 'science fiction' }))
  console.log(await lem.books.orderBy('id').values('id', 'title', 'rating'))
}

const database = await connect(`sqlite:${process.argv[2]}`, { models })
setDefaultDatabase(database)
await takeOver(database)
await ask()
await write()
await database.close()
