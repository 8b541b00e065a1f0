import type { Database } from '@inkstone/orm'
import { openDatabase, prepareDatabase } from '../database.ts'
import { makeLogger } from '../logging.ts'
import type { Settings } from '../settings.ts'

/** Run `work` with the database of the settings, and close it. */
export async function withDatabase(settings: Settings, work: (database: Database) => Promise<void>): Promise<void> {
  const database = await openDatabase(settings, makeLogger(settings))
  try {
    await work(database)
  } finally {
    await database.close()
  }
}

/** Run `work` with the database of the settings, brought up to date, and close it. */
export async function withCurrentDatabase(settings: Settings, work: () => Promise<void>): Promise<void> {
  const database = await prepareDatabase(settings, makeLogger(settings))
  try {
    await work()
  } finally {
    await database.close()
  }
}
