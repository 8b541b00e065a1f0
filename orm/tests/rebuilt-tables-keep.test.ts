import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sqlite } from '../src/backends/sqlite/index.ts'
import type { Table, TableHints } from '../src/backends/table.ts'
import { connect, type Database } from '../src/database.ts'

const column = (name: string, kind: 'auto' | 'char' | 'integer' | 'positiveInteger', more: object = {}) => ({
  name,
  kind,
  null: false,
  primaryKey: kind === 'auto',
  ...(kind === 'char' && { maxLength: 20 }),
  ...more,
})

/** What the models know of the table. */
const KNOWN: Table = {
  name: 'item',
  columns: [column('id', 'auto'), column('name', 'char'), column('amount', 'positiveInteger')],
  indexes: [],
  checks: [{ name: 'few', sql: '"amount" < 1000' }],
}

const TEXT = `CREATE TABLE "item" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, -- a comment, with a comma
  [name] varchar(20) NOT NULL DEFAULT 'it''s, (new)' COLLATE NOCASE CHECK (length(name) > 1),
  "amount" integer unsigned NOT NULL DEFAULT -1.5 CHECK ("amount" >= 0) CONSTRAINT "even" CHECK ("amount" % 2 = 0),
  "price, net" decimal NULL CHECK ("price, net" <> 13),
  total generated always as (amount * 2) stored,
  CHECK (name <> 'forbidden'),
  CONSTRAINT "few" CHECK ("amount" < 1000),
  CONSTRAINT tight CHECK ("amount" <> length(name)),
  UNIQUE ("name", amount)
)`

async function items(t: { after(fn: () => unknown): void }): Promise<Database> {
  const database = await connect('sqlite::memory:')
  t.after(() => database.close())
  await database.execute(TEXT)
  await database.execute(`INSERT INTO item (name, amount, "price, net") VALUES ('one', 2, 1.5), ('three', 6, NULL)`)
  return database
}

async function alter(database: Database, after: Table, hints: TableHints = {}): Promise<void> {
  const editor = sqlite.schemaEditor(sql => database.query(sql))
  await editor.alterTable(KNOWN, after, hints)
}

const refused = (database: Database, values: string) =>
  assert.rejects(async () => database.execute(`INSERT INTO item (name, amount, "price, net") VALUES (${values})`), {
    constraint: 'check',
  })

test('a table that is built anew keeps columns, checks, defaults and collations that nobody declared', async t => {
  const database = await items(t)
  await alter(
    database,
    { ...KNOWN, columns: [...KNOWN.columns, column('size', 'integer')] },
    { fill: new Map([['size', 7]]) },
  )
  assert.deepEqual(await database.query('SELECT id, name, amount, "price, net", total, size FROM item'), [
    [1, 'one', 2, 1.5, 4, 7],
    [2, 'three', 6, null, 12, 7],
  ])
  await database.execute('ALTER TABLE item DROP COLUMN size')
  await refused(database, "'a', 2, 1")
  await refused(database, "'four', 3, 1")
  await refused(database, "'four', 6, 13")
  await refused(database, "'forbidden', 2, 1")
  await refused(database, "'four', 2000, 1")
  await refused(database, "'four', 4, 1")
  await assert.rejects(async () => database.execute("INSERT INTO item (name, amount) VALUES ('ONE', 2)"), {
    constraint: 'unique',
  })
  await database.execute('INSERT INTO item (amount) VALUES (2)')
  assert.deepEqual(await database.query("SELECT name FROM item WHERE name = 'IT''S, (NEW)'"), [["it's, (new)"]])
})

test('a column that is altered keeps what was added to it by hand, without the check of its former type', async t => {
  const database = await items(t)
  const columns = [column('id', 'auto'), column('name', 'char'), column('amount', 'integer', { null: true })]
  await alter(database, { ...KNOWN, columns })
  await database.execute(`INSERT INTO item (name, amount) VALUES ('minus', -2), ('nothing', NULL)`)
  await refused(database, "'four', 3, 1")
  await refused(database, "'four', 2000, 1")
  const [[sql] = []] = await database.query("SELECT sql FROM sqlite_schema WHERE name = 'item'")
  assert.match(String(sql), /"amount" integer NULL DEFAULT - 1\.5/)
})

test('a column that goes takes along the checks and unique constraints that speak of it, and no others', async t => {
  const database = await items(t)
  await database.execute('CREATE INDEX by_hand ON item ("price, net")')
  await database.execute('DROP INDEX by_hand')
  const withoutTotal = TEXT.replace(/\n {2}total.*,/, '')
  await database.execute('DROP TABLE item')
  await database.execute(withoutTotal)
  await alter(database, { ...KNOWN, columns: KNOWN.columns.filter(({ name }) => name !== 'amount'), checks: [] })
  await database.execute(`INSERT INTO item (name, "price, net") VALUES ('one', 1), ('one', 2)`)
  await assert.rejects(async () => database.execute("INSERT INTO item (name) VALUES ('forbidden')"), {
    constraint: 'check',
  })
})

test('a named check is replaced, and the others stay', async t => {
  const database = await items(t)
  await alter(database, { ...KNOWN, checks: [{ name: 'few', sql: '"amount" < 10' }] })
  await refused(database, "'four', 12, 1")
  await refused(database, "'forbidden', 2, 1")
  await database.execute(`INSERT INTO item (name, amount) VALUES ('seven', 8)`)
})
