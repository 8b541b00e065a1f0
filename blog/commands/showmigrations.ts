import { showMigrations } from '@inkstone/orm/migrations'
import { apps } from '../database.ts'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'
import { CommandError } from './command-error.ts'
import { withDatabase } from './with-database.ts'

/** List the migrations in the order in which they run; those that the database has are marked. */
export async function showmigrations(settings: Settings, args: readonly string[]): Promise<void> {
  const { words } = readArguments(args, { usage: 'showmigrations [APP]', words: [0, 1] })
  const [app] = words
  await withDatabase(settings, async database => {
    const all = await showMigrations(database, apps)
    const wanted = all.filter(one => app === undefined || one.app === app)
    if (wanted.length === 0) throw new CommandError(`App ${app} has no migrations.`)
    for (const row of wanted) {
      console.log(`[${row.applied ? 'X' : ' '}] ${row.app}.${row.name}`)
    }
  })
}
