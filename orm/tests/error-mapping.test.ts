import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { connect } from '../src/database.ts'
import { DatabaseError, DataError, IntegrityError, OperationalError, UsageError } from '../src/errors.ts'
import { addNote, notesDatabase, temporaryFolder } from './support/databases.ts'
import { test as onEveryDatabase } from './support/under-test.ts'

/** Statements that a constraint refuses, by the kind that the error names. */
const REFUSED: readonly (readonly [IntegrityError['constraint'], string])[] = [
  ['unique', "INSERT INTO item (id, name, amount) VALUES (2, 'taken', 1)"],
  ['unique', "INSERT INTO item (id, name, amount) VALUES (1, 'free', 1)"],
  ['notNull', "INSERT INTO item (id, name, amount) VALUES (2, 'free', NULL)"],
  ['check', "INSERT INTO item (id, name, amount) VALUES (2, 'free', -1)"],
  ['foreignKey', "INSERT INTO item (id, name, amount, parent) VALUES (2, 'free', 1, 99)"],
]

for (const [constraint, sql] of REFUSED) {
  onEveryDatabase(`a violated ${constraint} constraint is an IntegrityError of that kind: ${sql}`, async t => {
    const database = await notesDatabase(t)
    await database.execute(
      'CREATE TABLE item (id integer PRIMARY KEY, name varchar(9) UNIQUE, amount integer NOT NULL CHECK (amount > 0), parent integer, FOREIGN KEY (parent) REFERENCES item (id))',
    )
    await database.execute("INSERT INTO item (id, name, amount) VALUES (1, 'taken', 1)")
    await assert.rejects(
      async () => database.execute(sql),
      (error: unknown) =>
        error instanceof IntegrityError && error.constraint === constraint && error.cause instanceof Error,
    )
  })
}

test('a statement that the database does not understand is a DatabaseError with the cause', async t => {
  const database = await notesDatabase(t)
  assert.throws(
    () => database.query('SELEC 1'),
    (error: unknown) => error instanceof DatabaseError && error.cause instanceof Error,
  )
})

test('a value that cannot be bound is a DataError, also where the driver would take it for named parameters', async t => {
  const database = await notesDatabase(t)
  assert.throws(() => database.query('SELECT ?', [new Date(0)]), DataError)
  assert.throws(() => database.query('SELECT ?, ?', [1, 2n ** 63n]), DataError)
})

test('after close every query says that the database is closed', async t => {
  const database = await notesDatabase(t)
  await database.close()
  assert.throws(() => database.query('SELECT 1'), { name: 'OperationalError', message: /closed/ })
})

test('a missing folder, a folder, and a file that is no database are told apart in one line', async t => {
  const folder = await temporaryFolder(t)
  const junk = join(folder, 'junk.db')
  await writeFile(junk, 'this is not a database '.repeat(100))
  const expected: readonly (readonly [string, RegExp])[] = [
    [join(folder, 'nowhere', 'a.db'), /nowhere\/a\.db: the folder .*nowhere does not exist$/],
    [folder, /: it is a folder$/],
    [junk, /junk\.db: file is not a database$/],
  ]
  for (const [path, message] of expected) {
    await assert.rejects(
      connect(`sqlite:${path}`),
      (error: unknown) => error instanceof OperationalError && message.test(error.message),
    )
  }
})

test('an unknown kind of database is refused with the kinds that there are', async () => {
  await assert.rejects(
    connect('oracle://x'),
    (error: unknown) => error instanceof UsageError && /sqlite/.test(error.message),
  )
})

test('a time zone that does not exist is refused before anything is opened', async () => {
  await assert.rejects(connect('sqlite::memory:', { timeZone: 'Mars/Olympus' }), /no time zone 'Mars\/Olympus'/)
})

test('a read-only database answers, and refuses to be written', async t => {
  const writable = await notesDatabase(t)
  await addNote(writable, 'a')
  const [[, , path] = []] = await writable.query('PRAGMA database_list')
  const database = await connect(`sqlite:${path}`, { readOnly: true })
  t.after(() => database.close())
  assert.deepEqual(await database.query('SELECT text FROM note'), [['a']])
  assert.throws(() => addNote(database, 'b'), { name: 'OperationalError', message: /readonly/ })
})
