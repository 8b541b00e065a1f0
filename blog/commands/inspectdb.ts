import { type Database, UsageError } from '@inkstone/orm'
import { inspectDatabase } from '@inkstone/orm/migrations'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'
import { CommandError } from './command-error.ts'
import { withDatabase } from './with-database.ts'

/** Print models for the tables of the database, or for some of them. */
export async function inspectdb(settings: Settings, args: readonly string[]): Promise<void> {
  const { words } = readArguments(args, { usage: 'inspectdb [TABLE …]', words: [0, Number.POSITIVE_INFINITY] })
  await withDatabase(settings, async database => {
    console.log((await inspect(database, words)).trimEnd())
  })
}

async function inspect(database: Database, tables: readonly string[]): Promise<string> {
  try {
    return await inspectDatabase(database, tables.length > 0 ? { tables } : {})
  } catch (error) {
    // The tables were named by whoever typed them.
    throw error instanceof UsageError ? new CommandError(`${error.message}.`) : error
  }
}
