import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { test } from 'node:test'
import { connect, type Database } from '../src/database.ts'
import { DataError, IntegrityError, OperationalError, TransactionManagementError } from '../src/errors.ts'
import { atomic, onCommit } from '../src/transaction.ts'
import { gate, notes } from './support/databases.ts'
import { reachableServers, schemaUrl, serverNotes } from './support/servers.ts'

/** Runs its argument in the scope in which this file was loaded: outside of every transaction. */
const outside = AsyncLocalStorage.snapshot()

function addNote(database: Database, text: string): Promise<unknown> {
  const place = database.backend.operations.placeholder(1)
  return Promise.resolve(database.execute(`INSERT INTO note (text) VALUES (${place})`, [text]))
}

const SESSION_ID: Readonly<Record<string, string>> = {
  postgres: 'SELECT pg_backend_pid()',
  mysql: 'SELECT CONNECTION_ID()',
}

for (const url of await reachableServers()) {
  const server = new URL(url).protocol.slice(0, -1)

  test(`${server}: a transaction is seen by itself alone until it commits`, async t => {
    const using = await serverNotes(t, url)
    await atomic(
      async () => {
        await addNote(using, 'a')
        assert.deepEqual(await notes(using), ['a'])
        const outside = await new Promise(resolve => beside(using, resolve))
        assert.deepEqual(outside, [])
      },
      { using },
    )
    assert.deepEqual(await notes(using), ['a'])
  })

  test(`${server}: an inner block that fails is undone alone, hooks run after the commit`, async t => {
    const using = await serverNotes(t, url)
    const log: string[] = []
    await atomic(
      async () => {
        onCommit(() => log.push('committed'), { using })
        await addNote(using, 'a')
        await assert.rejects(
          atomic(() => addNote(using, 'a'), { using }),
          IntegrityError,
        )
        await addNote(using, 'b')
        assert.deepEqual(log, [])
      },
      { using },
    )
    assert.deepEqual(await notes(using), ['a', 'b'])
    assert.deepEqual(log, ['committed'])
  })

  test(`${server}: after an error inside, the block accepts no query and is rolled back`, async t => {
    const using = await serverNotes(t, url)
    await atomic(
      async () => {
        await addNote(using, 'a')
        await assert.rejects(addNote(using, 'a'), IntegrityError)
        await assert.rejects(notes(using), TransactionManagementError)
      },
      { using },
    )
    assert.deepEqual(await notes(using), [])
  })

  test(`${server}: errors of the driver become ours, with the cause`, async t => {
    const database = await serverNotes(t, url)
    await addNote(database, 'a')
    await assert.rejects(addNote(database, 'a'), (error: unknown) => {
      return error instanceof IntegrityError && error.constraint === 'unique' && error.cause instanceof Error
    })
    await assert.rejects(async () => database.execute('INSERT INTO note (text) VALUES (NULL)'), {
      constraint: 'notNull',
    })
    await assert.rejects(addNote(database, 'longer than twenty characters'), DataError)
    await assert.rejects(async () => database.query('SELEC 1'), { name: 'DatabaseError' })
  })

  test(`${server}: many statements at once are answered each with its own rows`, async t => {
    const database = await serverNotes(t, url, { poolSize: 3 })
    const { operations } = database.backend
    const sql = `SELECT ${operations.literal(operations.placeholder(1), 'integer')}`
    const numbers = Array.from({ length: 100 }, (_, i) => i)
    const answers = await Promise.all(numbers.map(async number => (await database.query(sql, [number]))[0]?.[0]))
    assert.deepEqual(answers, numbers)
  })

  test(`${server}: a pool that is used up makes wait, and then says so`, async t => {
    const using = await serverNotes(t, url, { poolSize: 1, busyTimeout: 300 })
    await atomic(
      async () => {
        const other = await new Promise<unknown>(resolve => beside(using, resolve))
        assert.ok(other instanceof OperationalError)
        assert.match(other.message, /Waited 300 ms for one of the 1 connections .* all are in use/)
      },
      { using },
    )
    assert.deepEqual(await notes(using), [])
  })

  test(`${server}: a connection that was cut is replaced, and a transaction on it fails with our error`, async t => {
    const own = await schemaUrl(t, url)
    const using = await connect(own)
    const killer = await connect(url)
    t.after(() => Promise.all([using.close(), killer.close()]))
    const cut = atomic(
      async () => {
        const [[id] = []] = await using.query(SESSION_ID[server] ?? '')
        await killer.query(server === 'mysql' ? `KILL ${id}` : `SELECT pg_terminate_backend(${id})`)
        await using.query('SELECT 1')
      },
      { using },
    )
    await assert.rejects(cut, OperationalError)
    assert.deepEqual(await using.query('SELECT 1'), [[1]])
  })

  test(`${server}: a stream gives rows in chunks, inside a transaction and outside`, async t => {
    const using = await serverNotes(t, url)
    for (const text of 'abc') await addNote(using, text)
    const read = async () => {
      const sizes: number[] = []
      for await (const chunk of using.stream('SELECT text FROM note ORDER BY text', [], 2)) sizes.push(chunk.length)
      return sizes
    }
    assert.deepEqual(await read(), [2, 1])
    assert.deepEqual(await atomic(read, { using }), [2, 1])
  })

  test(`${server}: statements go on working when their table has changed`, async t => {
    const database = await serverNotes(t, url, { poolSize: 1 })
    await addNote(database, 'a')
    const all = async () => (await database.query('SELECT * FROM note')).length
    assert.equal(await all(), 1)
    await database.execute('ALTER TABLE note ADD COLUMN more integer')
    assert.equal(await all(), 1)
  })

  test(`${server}: closing waits for the transaction that is open`, async t => {
    const using = await connect(await schemaUrl(t, url))
    const begun = gate()
    const finish = gate()
    const block = atomic(
      async () => {
        begun.open()
        await finish.opened
        await using.query('SELECT 1')
      },
      { using },
    )
    await begun.opened
    const closing = using.close()
    finish.open()
    await Promise.all([block, closing])
  })
}

/** Ask for the notes outside of the transaction of the caller, and hand over the rows or the error. */
function beside(database: Database, hand: (answer: unknown) => void): void {
  outside(() => notes(database).then(hand, hand))
}
