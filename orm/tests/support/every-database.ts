import { type TestContext, test } from 'node:test'
import type { Database } from '../../src/index.ts'
import { blog } from './blog.ts'
import { reachableServers, schemaUrl } from './servers.ts'

const MEMORY = 'sqlite::memory:'
const urls = [MEMORY, ...(await reachableServers())]

/** Declare a test for each database that answers: it runs with the blog in there as the current database. */
export function onEveryDatabase(name: string, work: (db: Database, t: TestContext) => Promise<void>): void {
  for (const url of urls) {
    test(`${new URL(url).protocol} ${name}`, async t => {
      const db = await blog(t, url === MEMORY ? url : await schemaUrl(t, url))
      await db.run(() => work(db, t))
    })
  }
}
