import { inspectDatabase } from '@inkstone/orm/migrations'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'
import { withDatabase } from './with-database.ts'

/** Print models for the tables of the database, or for some of them. */
export async function inspectdb(settings: Settings, args: readonly string[]): Promise<void> {
  const { words } = readArguments(args, { usage: 'inspectdb [TABLE …]', words: [0, Number.POSITIVE_INFINITY] })
  await withDatabase(settings, async database => {
    const source = await inspectDatabase(database, words.length > 0 ? { tables: words } : {})
    console.log(source.trimEnd())
  })
}
