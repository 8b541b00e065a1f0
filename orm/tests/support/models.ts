import type { TestContext } from 'node:test'
import { type ConnectOptions, connect, type Database } from '../../src/database.ts'
import { createTables } from '../../src/migrations/create-tables.ts'
import { emptyUrl } from './under-test.ts'

/** A database of the kind under test with the tables of some models, closed with the test; current inside of `run`. */
export async function databaseWith(
  t: TestContext,
  models: NonNullable<ConnectOptions['models']>,
  options: ConnectOptions = {},
): Promise<Database> {
  const database = await connect(await emptyUrl(t), { ...options, models })
  t.after(() => database.close())
  await createTables(database, models as Parameters<typeof createTables>[1])
  return database
}
