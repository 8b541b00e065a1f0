import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { connect, type Database, UsageError } from '../src/index.ts'
import { inspectDatabase } from '../src/inspection/index.ts'
import { TableComparison } from '../src/migrations/compare-tables.ts'
import { createTables } from '../src/migrations/create-tables.ts'
import { ProjectState, stateOf } from '../src/migrations/state.ts'
import { tablesOf } from '../src/migrations/tables.ts'
import { recordedSqlite } from './support/django.ts'
import { everyKind } from './support/every-kind.ts'
import { emptyDatabase } from './support/migrations.ts'
import { reachableServers, schemaUrl, serverName } from './support/servers.ts'
import { compile, source } from './types/compiler.ts'

/** The models of a SQLite database with these tables. */
async function inspected(t: TestContext, ...statements: string[]): Promise<string> {
  const database = await emptyDatabase(t)
  for (const sql of statements) await database.execute(sql)
  return (await inspectDatabase(database)).split('\n\n').slice(1).join('\n\n')
}

const biome = join(createRequire(import.meta.url).resolve('@biomejs/biome/package.json'), '..', 'bin', 'biome')

test('models of a whole database compile and are written as the formatter writes them', async t => {
  const database = await recordedSqlite(t)
  await database.execute('ALTER TABLE auth_user ADD COLUMN favourite_id integer NULL REFERENCES library_book (id)')
  const models = await inspectDatabase(database, { importFrom: source })
  const { diagnostics } = await compile({ 'models.ts': models })
  assert.deepEqual(
    diagnostics.filter(({ file }) => file.endsWith('models.ts')),
    [],
  )
  const formatted = execFileSync(process.execPath, [biome, 'check', '--write', '--stdin-file-path=orm/src/models.ts'], {
    input: models,
    cwd: join(import.meta.dirname, '..', '..'),
    encoding: 'utf8',
  })
  assert.equal(formatted, models)
})

test('a circle of references is cut for the compiler', async t => {
  const source = await inspected(
    t,
    'CREATE TABLE team (id integer PRIMARY KEY, lead_id integer REFERENCES person (id))',
    'CREATE TABLE person (id integer PRIMARY KEY, team_id integer NOT NULL REFERENCES team (id) ON DELETE CASCADE)',
  )
  assert.match(source, /lead: foreignKey\(\(\): ModelClass<Person> => Person, /)
  assert.match(source, /team: foreignKey\(\(\) => Team, \{ onDelete: 'CASCADE', dbIndex: false \}\)/)
  assert.match(source, /declare readonly personSet: Related<Person>/)
})

test('columns that no property can be named after keep their names in the database', async t => {
  const source = await inspected(
    t,
    'CREATE TABLE "odd names" (id integer PRIMARY KEY, "class-name" text, "2nd" integer, save integer, a_b text, "aB" text)',
  )
  assert.equal(
    source,
    `export class OddNames extends model(
  'OddNames',
  {
    id: auto(),
    className: text({ null: true, dbColumn: 'class-name' }),
    column2Nd: integer({ null: true, dbColumn: '2nd' }),
    saveField: integer({ null: true, dbColumn: 'save' }),
    aB: text({ null: true }),
    aBField: text({ null: true, dbColumn: 'aB' }),
  },
  { table: 'odd names' },
) {}
`,
  )
})

test('names of any language stay', async t => {
  const source = await inspected(
    t,
    'CREATE TABLE "größen" (id integer PRIMARY KEY, "名前" text NOT NULL, "été_1" integer)',
  )
  assert.match(source, /class Größen extends model/)
  assert.match(source, /\n {2}名前: text\(\),\n {2}été1: integer\(\{ null: true, dbColumn: 'été_1' \}\),/)
})

test('defaults become defaults, and what a model cannot say stands above it', async t => {
  const source = await inspected(
    t,
    `CREATE TABLE thing (a integer NOT NULL, b text NOT NULL DEFAULT 'it''s', c integer NOT NULL DEFAULT 7,
       d bool NOT NULL DEFAULT 1, e datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, f geometry,
       g integer NOT NULL DEFAULT (abs(-1)), PRIMARY KEY (a, b))`,
  )
  assert.equal(
    source,
    `/**
 * Table thing. What the model does not say:
 * - The primary key is (a, b).
 * - Column f has the type geometry.
 * - Column g has the default abs(-1).
 */
export class Thing extends model('Thing', {
  a: integer({ primaryKey: true }),
  b: text({ default: "it's" }),
  c: integer({ default: 7 }),
  d: boolean({ default: true }),
  e: datetime({ default: () => new Date() }),
  f: text({ null: true }),
  g: integer(),
}) {}
`,
  )
})

test('several references to one table have reverse sides of their own', async t => {
  const source = await inspected(
    t,
    'CREATE TABLE person (id integer PRIMARY KEY, message text)',
    'CREATE TABLE message (id integer PRIMARY KEY, sender_id integer REFERENCES person, reader_id integer REFERENCES person)',
  )
  assert.match(source, /sender: foreignKey\(\(\) => Person, \{[^}]*relatedName: 'messageBySender'/)
  assert.match(source, /reader: foreignKey\(\(\) => Person, \{[^}]*relatedName: 'messageByReader'/)
})

test('a table that is not there is refused', async t => {
  const database = await emptyDatabase(t)
  await assert.rejects(inspectDatabase(database, { tables: ['nothing'] }), UsageError)
})

/** What a database says about the columns of the model with every kind. */
async function kinds(database: Database): Promise<Record<string, string | undefined>> {
  const { columns } = await database.backend.introspection(database).table('every_kind')
  return Object.fromEntries(columns.map(({ name, kind }) => [name, kind]))
}

for (const url of ['sqlite::memory:', ...(await reachableServers())]) {
  const name = serverName(url)

  test(`${name}: tables that migrations make are found as they were made`, async t => {
    const database = await connect(name === 'sqlite' ? url : await schemaUrl(t, url))
    t.after(() => database.close())
    await createTables(database, everyKind)
    const introspection = database.backend.introspection(database)
    const wanted = tablesOf(new ProjectState(everyKind.map(model => stateOf(model.meta, ''))), database.backend)
    const comparison = new TableComparison(database.backend, introspection)
    assert.deepEqual(await comparison.differences(wanted.values()), [])
    assert.deepEqual(
      (await introspection.tableNames()).filter(table => !wanted.has(table)),
      [],
    )
    const found = await kinds(database)
    const expected = wanted.get('every_kind')?.columns.map(column => [column.name, likeText(column.kind)])
    assert.deepEqual(found, Object.fromEntries(expected ?? []))
    const { foreignKeys, indexes } = await introspection.table('every_kind')
    assert.deepEqual(
      foreignKeys.map(({ columns, table, targets, onDelete }) => [...columns, table, ...targets, onDelete]),
      [['other_id', 'other', 'id', 'NO ACTION']],
    )
    assert.ok(indexes.some(({ columns }) => columns.map(part => part.name).join() === 'integer,small_integer'))
  })
}

/** Kinds that differ in their checks alone are `varchar` columns like any other. */
function likeText(kind: string): string {
  return kind === 'email' || kind === 'slug' || kind === 'url' ? 'char' : kind
}
