import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabases, search } from '../differential/search.ts'
import { reachableServers, schemaUrl } from './support/servers.ts'

/** Enough to notice a broken rule, few enough for every run; `npm run differential` asks any number. */
const COUNT = 200
const SEED = 20

test('random queries have one answer on every database, the same as a plain evaluation', async t => {
  const servers = await reachableServers()
  const urls = await Promise.all(servers.map(url => schemaUrl(t, url)))
  const databases = await openDatabases(['sqlite::memory:', ...urls])
  try {
    const { failures, plain } = await search(databases, { seed: SEED, count: COUNT })
    assert.deepEqual(failures, [])
    assert.ok(plain > COUNT / 3, 'a good part of the queries is plain')
  } finally {
    for (const db of databases) await db.close()
  }
})
