import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { connect, type Database } from '../src/database.ts'
import { OperationalError } from '../src/errors.ts'
import { atomic } from '../src/transaction.ts'
import { addNote, notes } from './support/databases.ts'
import type { Ending } from './support/ending-thread.ts'
import { reachableServers, schemaUrl, serverName, serverNotes } from './support/servers.ts'

/** After so many milliseconds nobody takes a statement for one that was never begun. */
const LONG = 150

/** Statements that tell a session's number, end the session of that number, and count it. */
const SESSIONS = {
  postgres: {
    own: 'SELECT pg_backend_pid()',
    end: (id: unknown) => `SELECT pg_terminate_backend(${id})`,
    count: (id: unknown) => `SELECT COUNT(*) FROM pg_stat_activity WHERE pid = ${id}`,
    sleep: 'SELECT pg_sleep(600)',
    isAsleep: "wait_event = 'PgSleep'",
    tellsThatItEnded: true,
  },
  mysql: {
    own: 'SELECT CONNECTION_ID()',
    end: (id: unknown) => `KILL ${id}`,
    count: (id: unknown) => `SELECT COUNT(*) FROM information_schema.processlist WHERE id = ${id}`,
    sleep: 'SELECT SLEEP(600)',
    isAsleep: "state = 'User sleep'",
    tellsThatItEnded: false,
  },
} as const

for (const url of await reachableServers()) {
  const server = serverName(url)
  const { own, end, count, sleep, isAsleep, tellsThatItEnded } = SESSIONS[server as keyof typeof SESSIONS]

  const sessionOf = async (database: Database): Promise<unknown> => (await database.query(own))[0]?.[0]

  /** End the only session of a database, and come back before this process can have noticed. */
  const endSession = async (database: Database): Promise<void> => {
    const id = await sessionOf(database)
    const done = new Int32Array(new SharedArrayBuffer(4))
    const ending: Ending = { url, sql: end(id), count: count(id), done }
    const thread = new Worker(new URL('support/ending-thread.ts', import.meta.url), { workerData: ending })
    thread.on('error', error => assert.fail(error))
    Atomics.wait(done, 0, 0)
  }

  test(`${server}: sessions that the server ends while nobody uses them are replaced, and nobody is told`, async t => {
    const database = await connect(await schemaUrl(t, url), { poolSize: 1 })
    t.after(() => database.close())
    for (let round = 0; round < 3; round++) {
      const before = await sessionOf(database)
      await endSession(database)
      assert.notEqual(await sessionOf(database), before)
    }
  })

  test(`${server}: a transaction begins on another session when the first one was ended`, async t => {
    const using = await serverNotes(t, url, { poolSize: 1 })
    await endSession(using)
    await atomic(() => addNote(using, 'a'), { using })
    assert.deepEqual(await notes(using), ['a'])
  })

  test(`${server}: a write is sent again if the server surely has not begun with it`, async t => {
    const using = await serverNotes(t, url, { poolSize: 1 })
    await endSession(using)
    if (tellsThatItEnded) await addNote(using, 'a')
    else await assert.rejects(async () => addNote(using, 'a'), OperationalError)
    assert.deepEqual(await notes(using), tellsThatItEnded ? ['a'] : [])
  })

  test(`${server}: a transaction whose session is ended fails, and reads in it are not sent again`, async t => {
    const using = await serverNotes(t, url, { poolSize: 1 })
    const ended = atomic(
      async () => {
        await addNote(using, 'a')
        await endSession(using)
        return notes(using)
      },
      { using },
    )
    await assert.rejects(ended, OperationalError)
    assert.deepEqual(await notes(using), [])
  })

  test(`${server}: a statement that somebody ends while it runs is not sent again`, async t => {
    const database = await connect(await schemaUrl(t, url), { poolSize: 1 })
    const killer = await connect(url, { poolSize: 1 })
    t.after(() => Promise.all([database.close(), killer.close()]))
    const id = await sessionOf(database)
    const refused = assert.rejects(async () => database.query(sleep), OperationalError)
    const asleep = async () => Number((await killer.query(`${count(id)} AND ${isAsleep}`))[0]?.[0])
    for (const start = performance.now(); (await asleep()) === 0 || performance.now() < start + LONG; );
    await killer.execute(end(id))
    await refused
  })
}
