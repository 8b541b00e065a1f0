import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import {
  auto,
  char,
  type Database,
  IntegrityError,
  integer,
  type Meta,
  MigrationError,
  model,
  text,
} from '../src/index.ts'
import { inspectDatabase } from '../src/inspection/index.ts'
import { baseline } from '../src/migrations/baseline.ts'
import { migrate } from '../src/migrations/executor.ts'
import type { HistoricModel } from '../src/migrations/operation.ts'
import { showMigrations } from '../src/migrations/show-migrations.ts'
import { temporaryFolder } from './support/databases.ts'
import { djangoDatabases, ORM, recordedSqlite } from './support/django.ts'
import { temporaryProject } from './support/migrations.ts'

/** The compiler has never seen these models. */
type Classes = Readonly<
  Record<
    'AuthGroup' | 'AuthUser' | 'LibraryBook' | 'LibraryProfile' | 'LibraryTag',
    HistoricModel & { readonly meta: Meta }
  >
>

type Models = readonly { readonly meta: Meta }[]

/** The models that are read out of a database, loaded as a module. */
async function inspectedModels(t: TestContext, database: Database): Promise<Classes> {
  const path = join(await temporaryFolder(t), 'models.ts')
  await writeFile(path, await inspectDatabase(database, { importFrom: ORM }))
  return await import(pathToFileURL(path).href)
}

/** Every row of every table but the history, as text. */
async function contents(database: Database): Promise<string> {
  const names = await database.backend.introspection(database).tableNames()
  const tables = names.filter(name => name !== 'inkstone_migration')
  const rows = tables.map(async name => [name, await database.query(`SELECT * FROM "${name}" ORDER BY 1`)])
  return JSON.stringify(await Promise.all(rows))
}

for (const [name, open] of await djangoDatabases()) {
  test(`${name}: a database of Django is taken over in place, without touching a row`, async t => {
    const database = await open(t)
    const models = await inspectedModels(t, database)
    const before = await contents(database)
    const project = await temporaryProject(t)
    const apps = project.apps(Object.values(models))
    await project.make(Object.values(models))

    assert.deepEqual(await baseline(database, apps), [['blog', '0001_initial']])
    assert.equal(await contents(database), before)
    assert.deepEqual(await migrate(database, apps), [])
    assert.deepEqual(await project.make(Object.values(models)), [])
  })

  test(`${name}: the models that are read find the rows of Django and add their own`, async t => {
    const database = await open(t)
    const { LibraryBook, AuthUser, LibraryProfile } = await inspectedModels(t, database)
    await database.run(async () => {
      const book = await LibraryBook.objects.get({ author__username: 'ann', tags__name: 'sf' })
      const { title, isbn, pages, extra, cover } = book
      assert.deepEqual(
        { title, isbn, pages, extra, cover: [...cover] },
        {
          title: '三体',
          isbn: '6f1c3d5e-9c55-4c2e-9c9f-2d6b7a3f1c11',
          pages: 302,
          extra: { prize: ['Hugo'] },
          cover: [0, 1],
        },
      )
      assert.equal(Number(book.price), 19.9)
      assert.ok(book.created instanceof Date)
      assert.equal((await AuthUser.objects.get({ libraryBookByEditor__title: '三体' })).username, 'bob')
      assert.equal((await LibraryProfile.objects.get({ favourite: book })).userId, book.authorId)
      await LibraryBook.objects.create({ ...plainBook, authorId: book.authorId, title: '死神永生' })
      assert.equal(await LibraryBook.objects.filter({ author__username: 'ann' }).count(), 3)
      await assert.rejects(
        LibraryBook.objects.create({ ...plainBook, authorId: book.authorId, title: '死神永生' }),
        IntegrityError,
      )
    })
  })
}

/** The tag of the fixture as it may go on: no longer unique by its name, without its index, and with a field more. */
const LaterTag = model(
  'LibraryTag',
  {
    id: auto(),
    name: char({ maxLength: 40 }),
    label: char({ maxLength: 50 }),
    colour: char({ maxLength: 9, null: true }),
  },
  { table: 'library_tag' },
)

for (const [name, open] of await djangoDatabases()) {
  test(`${name}: tables that were taken over are changed by migrations like any others, and back`, async t => {
    const database = await open(t)
    const { LibraryTag, ...others } = await inspectedModels(t, database)
    const models: Models = Object.values(others)
    const project = await temporaryProject(t)
    await project.make([...models, LibraryTag])
    await baseline(database, project.apps([]))
    const insert = async (tag: string) =>
      database.execute(`INSERT INTO library_tag (name, label) VALUES ('${tag}', 'more')`)

    await project.make([...models, LaterTag])
    await migrate(database, project.apps([]))
    await insert('sf')
    await database.execute("DELETE FROM library_tag WHERE label = 'more'")
    await migrate(database, project.apps([]), { target: ['blog', '0001'] })
    await assert.rejects(insert('sf'), IntegrityError)

    const bare = model(
      'LibraryProfile',
      { user: integer({ primaryKey: true, dbColumn: 'user_id' }), bio: text() },
      { table: 'library_profile' },
    )
    await project.make([...models.filter(each => each.meta.name !== 'LibraryProfile'), LibraryTag, bare])
    await migrate(database, project.apps([]))
    assert.deepEqual(await database.query('SELECT user_id, bio FROM library_profile'), [[1, '']])
  })

  test(`${name}: a change of one field leaves what Django made unique so`, async t => {
    const database = await open(t)
    const models = await inspectedModels(t, database)
    const project = await temporaryProject(t)
    await project.make(Object.values(models))
    await baseline(database, project.apps([]))
    const Group = model(
      'AuthGroup',
      { id: auto(), name: char({ maxLength: 99, unique: true }) },
      { table: 'auth_group' },
    )
    await database.execute("INSERT INTO auth_group (name) VALUES ('staff')")
    await project.make([...Object.values(models).filter(each => each.meta.name !== 'AuthGroup'), Group])
    await migrate(database, project.apps([]))
    await assert.rejects(async () => database.execute("INSERT INTO auth_group (name) VALUES ('staff')"), {
      constraint: 'unique',
    })
  })
}

const plainBook = { price: '1', pages: 1, sold: 0, extra: {}, created: new Date('2026-01-01T00:00:00Z') }

test('a baseline says precisely what does not match, and writes nothing down', async t => {
  const database = await recordedSqlite(t)
  const models = await inspectedModels(t, database)
  const project = await temporaryProject(t)
  await project.make(Object.values(models))
  for (const sql of [
    'DROP TABLE library_profile',
    'ALTER TABLE library_tag ADD COLUMN extra integer NOT NULL DEFAULT 0',
    'ALTER TABLE library_tag RENAME COLUMN label TO title',
    'DROP INDEX library_book_tags_book_id_tag_id_c3660ce1_uniq',
    'CREATE TABLE auth_new (id integer PRIMARY KEY, name text NULL UNIQUE)',
    'DROP TABLE auth_group',
    'ALTER TABLE auth_new RENAME TO auth_group',
  ]) {
    await database.execute(sql)
  }
  const error = await baseline(database, project.apps([])).then(
    () => assert.fail('it was accepted'),
    (reason: Error) => reason,
  )
  assert.ok(error instanceof MigrationError)
  assert.deepEqual(error.message.split('\n').slice(1).sort(), [
    '- auth_group.name has the type TEXT instead of varchar(150)',
    '- auth_group.name may be NULL, but may not by its field',
    '- column library_tag.label is missing',
    '- library_book_tags does not keep book_id, tag_id unique',
    '- library_tag.title is unknown to the models, and rows cannot be added without it',
    '- table library_profile is missing',
  ])
  assert.deepEqual(
    (await showMigrations(database, project.apps([]))).filter(({ applied }) => applied),
    [],
  )
})
