import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { MigrationError } from '../src/errors.ts'
import { auto, char, email, foreignKey, integer, manyToMany, model, text } from '../src/index.ts'
import { migrate } from '../src/migrations/executor.ts'
import { showMigrations, sqlMigrate } from '../src/migrations/show-migrations.ts'
import { AGREEING, emptyDatabase, schemaOf, temporaryProject } from './support/migrations.ts'
import { test as onEach } from './support/under-test.ts'

class Author extends model('Author', { id: auto(), email: email({ maxLength: 64, unique: true }) }) {}
class Tag extends model('Tag', { id: auto(), name: char({ maxLength: 20 }) }) {}
class Post extends model(
  'Post',
  {
    id: auto(),
    title: char({ maxLength: 256 }),
    author: foreignKey(() => Author, { onDelete: 'CASCADE', relatedName: '+' }),
    tags: manyToMany(() => Tag, { relatedName: '+' }),
  },
  { uniqueTogether: [['author', 'title']] },
) {}

/** Two models that point at each other; the types of such a circle need an interface, which does not matter here. */
const Person = model('Person', {
  id: auto(),
  best: foreignKey((): never => Story as never, { onDelete: 'SET_NULL', null: true }),
})
const Story = model('Story', { id: auto(), by: foreignKey((): never => Person as never, { onDelete: 'CASCADE' }) })

/** The same model some time later. */
class LaterPost extends model(
  'Post',
  {
    id: auto(),
    headline: char({ maxLength: 256 }),
    author: foreignKey(() => Author, { onDelete: 'CASCADE', null: true, relatedName: '+' }),
    tags: manyToMany(() => Tag, { relatedName: '+' }),
    views: integer({ default: 7 }),
    note: text({ null: true }),
  },
  { uniqueTogether: [['author', 'headline']] },
) {}

onEach('models become migrations, migrations become tables, and then nothing is left to do', async t => {
  const project = await temporaryProject(t)
  const database = await emptyDatabase(t)
  const models = [Author, Tag, Post]
  const files = await project.make(models)
  assert.deepEqual(
    files.map(file => file.name),
    ['0001_initial'],
  )
  assert.deepEqual(await migrate(database, project.apps(models)), [['blog', '0001_initial']])
  await database.execute("INSERT INTO author (email) VALUES ('a@b.cn')")
  await database.execute("INSERT INTO post (title, author_id) VALUES ('x', 1)")
  assert.deepEqual(await project.make(models), [])
  assert.deepEqual(await migrate(database, project.apps(models)), [])
})

test('a migration file is written as a person would write it', async t => {
  const project = await temporaryProject(t)
  const [file] = await project.make([Author], { importFrom: '@inkstone/orm/migrations' })
  assert.equal(
    await readFile(String(file?.path), 'utf8'),
    `import { createModel, field, migration } from '@inkstone/orm/migrations'

export default migration({
  operations: [
    createModel('Author', {
      table: 'author',
      fields: { id: field.auto({ primaryKey: true }), email: field.email({ unique: true, maxLength: 64 }) },
    }),
  ],
})
`,
  )
})

test('sqlite: rows, indexes and triggers survive a table that is built anew, and the way back restores the schema', async t => {
  const project = await temporaryProject(t)
  const database = await emptyDatabase(t)
  await project.make([Author, Tag, Post])
  await migrate(database, project.apps([]))
  const before = await schemaOf(database)
  await database.execute("INSERT INTO author (id, email) VALUES (1, 'a@b.cn')")
  await database.execute("INSERT INTO post (id, title, author_id) VALUES (1, 'first', 1), (5, 'fifth', 1)")
  await database.execute("INSERT INTO tag (id, name) VALUES (1, 'red')")
  await database.execute('INSERT INTO post_tags (post_id, tag_id) VALUES (1, 1)')
  await database.execute('DELETE FROM post WHERE id = 5')
  await database.execute('CREATE INDEX on_title ON post (title)')
  await database.execute('CREATE INDEX by_hand ON post (title, id)')
  await database.execute('CREATE TRIGGER by_hand_too AFTER DELETE ON post BEGIN DELETE FROM tag WHERE id = 99; END')

  await project.make([Author, Tag, LaterPost], { questions: AGREEING })
  await migrate(database, project.apps([]))
  assert.deepEqual(await database.query('SELECT id, headline, author_id, views, note FROM post'), [
    [1, 'first', 1, 7, null],
  ])
  assert.deepEqual(await database.query('SELECT post_id, tag_id FROM post_tags'), [[1, 1]])
  const kept = (await schemaOf(database)).filter(sql => String(sql).includes('by_hand'))
  assert.equal(kept.length, 2)
  const added = await database.execute("INSERT INTO post (headline, views) VALUES ('next', 1)")
  assert.equal(added.lastInsertId, 6, 'the key of the deleted row is not handed out again')
  await database.execute('DELETE FROM post WHERE id = 6')

  for (const index of ['by_hand', 'on_title']) await database.execute(`DROP INDEX ${index}`)
  await database.execute('DROP TRIGGER by_hand_too')
  await migrate(database, project.apps([]), { target: ['blog', '0001'] })
  assert.deepEqual(await schemaOf(database), before)
  assert.deepEqual(await database.query('SELECT id, title, author_id FROM post'), [[1, 'first', 1]])
})

onEach('everything can be undone to nothing', async t => {
  const project = await temporaryProject(t)
  const database = await emptyDatabase(t)
  await project.make([Author, Tag, Post])
  await migrate(database, project.apps([]))
  assert.deepEqual(await migrate(database, project.apps([]), { target: ['blog', 'zero'] }), [['blog', '0001_initial']])
  assert.deepEqual(await schemaOf(database), [])
})

onEach('apps whose models point at each other get migrations that depend on each other, and no circle', async t => {
  const project = await temporaryProject(t)
  const database = await emptyDatabase(t)
  const models = { people: [Person], stories: [Story] }
  await project.make(models)
  const applied = await migrate(database, project.apps(models))
  assert.equal(applied.length, 3)
  assert.deepEqual(await project.make(models), [])
})

test('check says what is missing and writes nothing', async t => {
  const project = await temporaryProject(t)
  const missing = await project.make([Author], { check: true })
  assert.deepEqual(
    missing.flatMap(file => file.summary),
    ['Create model Author'],
  )
  assert.equal((await project.make([Author], { check: true })).length, 1)
})

onEach('a database that is newer than the code is refused in one line', async t => {
  const project = await temporaryProject(t)
  const database = await emptyDatabase(t)
  await project.make([Author])
  await migrate(database, project.apps([]))
  const older = await temporaryProject(t)
  await assert.rejects(migrate(database, older.apps([Author])), {
    name: 'MigrationError',
    message: /^The database is newer than the code: it has migration blog\.0001_initial.*$/,
  })
})

onEach('a migration that fails leaves the database as it was, or says how far it came', async t => {
  const project = await temporaryProject(t)
  const database = await emptyDatabase(t)
  await project.make([Author])
  await migrate(database, project.apps([]))
  const before = await schemaOf(database)
  const [file] = await project.make([Author, Tag])
  const source = await readFile(String(file?.path), 'utf8')
  const failing = source.replace('operations: [', "operations: [runSql('DROP TABLE author'), runSql('NO SQL'),")
  await writeFile(String(file?.path), failing.replace('import { ', 'import { runSql, '))
  const isUndone = database.backend.features.supportsTransactionalDdl
  const stand = isUndone ? /nothing of it is in the database$/ : /; done: Run SQL; not begun: Create model Tag; /
  await assert.rejects(migrate(database, project.apps([])), (error: unknown) => {
    return (
      error instanceof MigrationError && /0002_tag failed at 'Run SQL'/.test(error.message) && stand.test(error.message)
    )
  })
  assert.deepEqual(await schemaOf(database), isUndone ? before : [])
})

onEach('code in a migration works on rows and is undone by its reverse', async t => {
  const project = await temporaryProject(t)
  const database = await emptyDatabase(t)
  const [file] = await project.make([Author])
  await migrate(database, project.apps([]))
  const [app] = project.apps([])
  const module = /from '(.*)'/.exec(await readFile(String(file?.path), 'utf8'))?.[1]
  await writeFile(
    join(String(app?.migrations), '0002_rows.ts'),
    `import { migration, runCode } from '${module}'
export default migration({
  dependencies: [['blog', '0001_initial']],
  operations: [runCode(
    async ({ database }) => { await database.execute("INSERT INTO author (email) VALUES ('a@b.cn')") },
    async ({ database }) => { await database.execute('DELETE FROM author') },
  )],
})`,
  )
  await migrate(database, project.apps([]))
  assert.deepEqual(await database.query('SELECT email FROM author'), [['a@b.cn']])
  await migrate(database, project.apps([]), { target: ['blog', '0001'] })
  assert.deepEqual(await database.query('SELECT email FROM author'), [])
})

onEach('code in a migration uses the models of its time, with their relations', async t => {
  const project = await temporaryProject(t)
  const database = await emptyDatabase(t)
  const [file] = await project.make([Author, Tag, Post])
  const [app] = project.apps([])
  const module = /from '(.*)'/.exec(await readFile(String(file?.path), 'utf8'))?.[1]
  await writeFile(
    join(String(app?.migrations), '0002_rows.ts'),
    `import { migration, runCode } from '${module}'
export default migration({
  dependencies: [['blog', '0001_initial']],
  operations: [runCode(async ({ model }) => {
    const author = await model('Author').objects.create({ email: 'a@b.cn' })
    const post = await model('Post').objects.create({ title: 'of old', author })
    await post.tags.add(await model('Tag').objects.create({ name: 'red' }))
    if (await model('Post').objects.filter({ author__email__endswith: '.cn', tags__name: 'red' }).count() !== 1) throw new Error('not found')
  })],
})`,
  )
  await project.make([Author, Tag, LaterPost], { questions: AGREEING })
  await migrate(database, project.apps([]))
  assert.deepEqual(await database.query('SELECT headline, views FROM post'), [['of old', 7]])
})

onEach('a migration without a way back refuses to be undone', async t => {
  const project = await temporaryProject(t)
  const database = await emptyDatabase(t)
  const [file] = await project.make([Author])
  const source = await readFile(String(file?.path), 'utf8')
  await writeFile(
    String(file?.path),
    source.replace('operations: [', "operations: [runSql('SELECT 1'),").replace('import { ', 'import { runSql, '),
  )
  await migrate(database, project.apps([]))
  await assert.rejects(migrate(database, project.apps([]), { target: ['blog', 'zero'] }), /'Run SQL' cannot be undone/)
})

onEach('showMigrations tells what is applied, sqlMigrate what would be sent', async t => {
  const project = await temporaryProject(t)
  const database = await emptyDatabase(t)
  await project.make([Author])
  await migrate(database, project.apps([]))
  await project.make([Author, Tag])
  assert.deepEqual(await showMigrations(database, project.apps([])), [
    { app: 'blog', name: '0001_initial', applied: true },
    { app: 'blog', name: '0002_tag', applied: false },
  ])
  const [create] = await sqlMigrate(database, project.apps([]), 'blog', '0002')
  assert.match(String(create), /^CREATE TABLE ["`]tag["`] \(["`]id["`] integer .*, ["`]name["`] varchar\(20\) .*;$/)
  const drop = (await sqlMigrate(database, project.apps([]), 'blog', '0002', 'backwards')).find(sql =>
    /TABLE/.test(sql),
  )
  assert.match(String(drop), /^DROP TABLE ["`]tag["`];$/)
})

onEach('faking writes a migration down without touching a table', async t => {
  const project = await temporaryProject(t)
  const database = await emptyDatabase(t)
  await project.make([Author])
  await migrate(database, project.apps([]), { fake: true })
  assert.deepEqual(await schemaOf(database), [])
  assert.deepEqual(await migrate(database, project.apps([])), [])
})

onEach('two branches are refused, and joined by merge', async t => {
  const project = await temporaryProject(t)
  const database = await emptyDatabase(t)
  const [first] = await project.make([Author])
  const [second] = await project.make([Author, Tag])
  const copy = (await readFile(String(second?.path), 'utf8')).replaceAll('Tag', 'Other').replaceAll("'tag'", "'other'")
  await writeFile(String(first?.path).replace('0001_initial', '0002_other'), copy)
  await assert.rejects(migrate(database, project.apps([])), /conflicting migrations \(0002_other, 0002_tag\)/)
  const merged = await project.make([], { merge: true })
  assert.deepEqual(
    merged.map(file => file.name),
    ['0003_merge'],
  )
  assert.equal((await migrate(database, project.apps([]))).length, 4)
})
