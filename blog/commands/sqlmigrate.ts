import { sqlMigrate } from '@inkstone/orm/migrations'
import { apps } from '../database.ts'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'
import { withDatabase } from './with-database.ts'

/** Print the statements of one migration without sending them. */
export async function sqlmigrate(settings: Settings, args: readonly string[]): Promise<void> {
  const { words, flags } = readArguments(args, {
    usage: 'sqlmigrate APP NAME [--backwards]',
    words: [2, 2],
    flags: ['backwards'],
  })
  const [app = '', name = ''] = words
  await withDatabase(settings, async database => {
    const statements = await sqlMigrate(database, apps, app, name, flags.backwards ? 'backwards' : 'forwards')
    console.log(statements.join('\n'))
  })
}
