import type { TestContext } from 'node:test'
import type { Database } from '../../src/index.ts'
import { blog } from './blog.ts'
import { test } from './under-test.ts'

/** Declare a test for each database that answers: it runs with the blog in there as the current database. */
export function onEveryDatabase(name: string, work: (db: Database, t: TestContext) => Promise<void>): void {
  test(name, async t => {
    const db = await blog(t)
    await db.run(() => work(db, t))
  })
}
