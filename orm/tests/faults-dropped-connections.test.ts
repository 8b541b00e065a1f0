import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect, type Database } from '../src/database.ts'
import { answerAfterLoss } from './support/databases.ts'
import { reachableServers, schemaUrl, serverName } from './support/servers.ts'

/** Statements that tell a session's number, and end the session of that number. */
const SESSIONS = {
  postgres: { own: 'SELECT pg_backend_pid()', end: (id: unknown) => `SELECT pg_terminate_backend(${id})` },
  mysql: { own: 'SELECT CONNECTION_ID()', end: (id: unknown) => `KILL ${id}` },
} as const

async function sessionOf(database: Database, sql: string): Promise<unknown> {
  const [[id] = []] = await database.query(sql)
  return id
}

for (const url of await reachableServers()) {
  const server = serverName(url)
  const { own, end } = SESSIONS[server as keyof typeof SESSIONS]

  test(`${server}: sessions that the server ends while nobody uses them are replaced`, async t => {
    const schema = await schemaUrl(t, url)
    const database = await connect(schema, { poolSize: 1 })
    const killer = await connect(schema, { poolSize: 1 })
    t.after(() => Promise.all([database.close(), killer.close()]))
    for (let round = 0; round < 3; round++) {
      const before = await sessionOf(database, own)
      await killer.execute(end(before))
      const { answer: id, errors } = await answerAfterLoss(() => sessionOf(database, own))
      assert.notEqual(id, before)
      assert.ok(errors.length <= 1, 'the loss is told once at most')
      assert.ok(errors.every(error => error.cause instanceof Error))
    }
  })
}
