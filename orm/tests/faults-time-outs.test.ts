import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '../src/database.ts'
import { NotSupportedError, OperationalError } from '../src/errors.ts'
import { atomic } from '../src/transaction.ts'
import { addNote, notes, notesDatabase } from './support/databases.ts'
import { reachableServers, schemaUrl, serverName } from './support/servers.ts'

function hasCause(error: unknown): boolean {
  return error instanceof OperationalError && error.cause instanceof Error
}

/** The shortest time that a server can wait for a lock, in milliseconds: MariaDB counts in seconds. */
const SHORT = 20

for (const url of await reachableServers()) {
  const server = serverName(url)

  test(`${server}: a row that stays locked ends in an error after lockTimeout, and the holder commits`, async t => {
    const own = await schemaUrl(t, url)
    const holder = await connect(own)
    const waiter = await connect(own, { lockTimeout: SHORT })
    t.after(() => Promise.all([holder.close(), waiter.close()]))
    await holder.execute('CREATE TABLE note (id integer PRIMARY KEY, text varchar(20))')
    await holder.execute("INSERT INTO note VALUES (1, 'old')")
    await atomic(
      async () => {
        await holder.execute("UPDATE note SET text = 'held' WHERE id = 1")
        await assert.rejects(async () => waiter.execute("UPDATE note SET text = 'late' WHERE id = 1"), hasCause)
      },
      { using: holder },
    )
    assert.deepEqual(await notes(waiter), ['held'])
    await waiter.execute("UPDATE note SET text = 'now' WHERE id = 1")
    assert.deepEqual(await notes(holder), ['now'])
  })

  test(`${server}: a change of a table that others use ends in an error after lockTimeout`, async t => {
    const own = await schemaUrl(t, url)
    const reader = await connect(own)
    const changer = await connect(own, { lockTimeout: SHORT })
    t.after(() => Promise.all([reader.close(), changer.close()]))
    await reader.execute('CREATE TABLE note (id integer PRIMARY KEY, text varchar(20))')
    await atomic(
      async () => {
        await reader.query('SELECT text FROM note')
        await assert.rejects(async () => changer.execute('DROP TABLE note'), hasCause)
      },
      { using: reader },
    )
    await changer.execute('DROP TABLE note')
  })

  test(`${server}: a statement that runs longer than statementTimeout is ended by the server`, async t => {
    const database = await connect(url, { statementTimeout: 50, poolSize: 1 })
    t.after(() => database.close())
    const columns = 'information_schema.columns'
    const endless = `SELECT COUNT(*) FROM ${columns} a CROSS JOIN ${columns} b CROSS JOIN ${columns} c`
    await assert.rejects(async () => database.query(endless), hasCause)
    assert.deepEqual(await database.query('SELECT 1'), [[1]], 'the connection goes on')
  })
}

test('sqlite: a lock of another connection that stays ends in an error after lockTimeout', async t => {
  const database = await notesDatabase(t, { lockTimeout: 5 })
  const [[, , path] = []] = await database.query('PRAGMA database_list')
  const holder = await connect(`sqlite:${path}`)
  t.after(() => holder.close())
  await atomic(
    async () => {
      await addNote(holder, 'held')
      await assert.rejects(async () => addNote(database, 'late'), hasCause)
    },
    { using: holder },
  )
  assert.deepEqual(await notes(database), ['held'])
})

test('sqlite: a time-out that could not be kept is refused', async () => {
  await assert.rejects(connect('sqlite::memory:', { statementTimeout: 1000 }), NotSupportedError)
})
