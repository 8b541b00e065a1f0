import { showMigrations } from '@inkstone/orm/migrations'
import { apps } from '../database.ts'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'
import { withDatabase } from './with-database.ts'

/** List the migrations in the order in which they run; those that the database has are marked. */
export async function showmigrations(settings: Settings, args: readonly string[]): Promise<void> {
  const { words } = readArguments(args, { usage: 'showmigrations [APP]', words: [0, 1] })
  const [app] = words
  await withDatabase(settings, async database => {
    const all = await showMigrations(database, apps)
    for (const row of all.filter(one => app === undefined || one.app === app)) {
      console.log(`[${row.applied ? 'X' : ' '}] ${row.app}.${row.name}`)
    }
  })
}
