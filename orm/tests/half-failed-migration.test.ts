import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { sqlite } from '../src/backends/sqlite/index.ts'
import { connect, Database } from '../src/database.ts'
import { auto, IntegrityError, model } from '../src/index.ts'
import { migrate } from '../src/migrations/executor.ts'
import { showMigrations } from '../src/migrations/show-migrations.ts'
import { emptyDatabase, schemaOf, temporaryProject } from './support/migrations.ts'
import { reachableServers, schemaUrl, serverName } from './support/servers.ts'
import { test as onEach } from './support/under-test.ts'

const Author = model('Author', { id: auto() })

/** Work on rows that fails in its second statement, and a change of a table that fails. */
const FAILING_ROWS = "runSql(['INSERT INTO author (name) VALUES (1)', 'INSERT INTO author (id) VALUES (1)'])"
const FAILING_TABLE = "runSql(['INSERT INTO author (name) VALUES (1)', 'CREATE TABLE author (id integer)'])"

/** A project whose second migration does three things, the second of which fails. */
async function failingProject(t: TestContext, failing = FAILING_ROWS) {
  const project = await temporaryProject(t)
  const [first] = await project.make([Author])
  const module = /from '(.*)'/.exec(await readFile(String(first?.path), 'utf8'))?.[1]
  await writeFile(
    join(String(first?.path), '..', '0002_three.ts'),
    `import { addField, deleteModel, field, migration, runSql } from '${module}'
export default migration({
  dependencies: [['blog', '0001_initial']],
  operations: [
    addField('Author', 'name', field.char({ maxLength: 9, null: true })),
    ${failing},
    deleteModel('Author'),
  ],
})`,
  )
  return project
}

/** The same database, seen as one that cannot roll back changes of tables. */
function withoutTransactionalDdl(database: Database): Database {
  const backend = { ...sqlite, features: { ...sqlite.features, supportsTransactionalDdl: false } }
  return new Database(backend, database.driver, {})
}

test('where changes of tables cannot be rolled back, a failure says what is done and what is not begun', async t => {
  const project = await failingProject(t)
  const database = withoutTransactionalDdl(await emptyDatabase(t))
  const error = await migrate(database, project.apps([])).then(
    () => assert.fail('it was applied'),
    (reason: Error) => reason,
  )
  assert.ok(error.cause instanceof IntegrityError)
  assert.deepEqual(error.message.split('; '), [
    "Migration blog.0002_three failed at 'Run SQL': UNIQUE constraint failed: author.id",
    'this database cannot roll back changes of tables',
    'done: Add field name to Author',
    'rolled back: INSERT INTO author (name) VALUES (1)',
    'not begun: Delete model Author',
    'undo by hand what is done and migrate again, or finish it by hand and write the migration down with --fake',
  ])
})

onEach('the failure leaves nothing behind where the database can, and what it says is so', async t => {
  const project = await failingProject(t)
  const database = await emptyDatabase(t)
  await migrate(database, project.apps([]), { target: ['blog', '0001'] })
  const before = await schemaOf(database)
  const undone = database.backend.features.supportsTransactionalDdl
  const said = undone ? /nothing of it is in the database$/ : /this database cannot roll back changes of tables/
  await assert.rejects(migrate(database, project.apps([])), said)
  assert.equal(isDeepStrictEqual(await schemaOf(database), before), undone)
})

for (const url of (await reachableServers()).filter(each => serverName(each) === 'mysql')) {
  test('mysql: what the message calls done is in the database, and what it calls rolled back is not', async t => {
    const project = await failingProject(t)
    const database = await connect(await schemaUrl(t, url))
    t.after(() => database.close())
    const message = /; done: Add field name to Author; rolled back: INSERT .*; not begun: Delete model Author;/
    await assert.rejects(migrate(database, project.apps([])), message)
    assert.deepEqual(await database.query('SELECT id, name FROM author'), [])
    const applied = (await showMigrations(database, project.apps([]))).map(status => status.applied)
    assert.deepEqual(applied, [true, false])
  })

  test('mysql: a change of a table commits the rows before it, even when it fails', async t => {
    const project = await failingProject(t, FAILING_TABLE)
    const database = await connect(await schemaUrl(t, url))
    t.after(() => database.close())
    await assert.rejects(migrate(database, project.apps([])), /; done of the operation that failed: INSERT INTO author/)
    assert.deepEqual(await database.query('SELECT id, name FROM author'), [[1, '1']])
  })
}
