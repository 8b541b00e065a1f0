import { type MigrateOptions, migrate as migrateDatabase, showKey } from '@inkstone/orm/migrations'
import { createPermissions } from '../accounts/roles/create-permissions.ts'
import { apps } from '../database.ts'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'
import { withDatabase } from './with-database.ts'

/** Bring the database up to date, or an app forth or back to one of its migrations; `--fake` writes down without doing. */
export async function migrate(settings: Settings, args: readonly string[]): Promise<void> {
  const { words, flags } = readArguments(args, {
    usage: 'migrate [APP [NAME|zero]] [--fake]',
    words: [0, 2],
    flags: ['fake'],
  })
  const [app, name] = words
  const target: MigrateOptions['target'] = app === undefined ? undefined : name === undefined ? [app] : [app, name]
  await withDatabase(settings, async database => {
    const done = await migrateDatabase(database, apps, {
      ...flags,
      ...(target && { target }),
      report: (key, direction) =>
        console.log(`${showKey(key)}: ${direction}${flags.fake ? ', written down only' : ''}`),
    })
    if (target === undefined && !flags.fake) await createPermissions(apps)
    if (done.length === 0) console.log('Nothing to do: the database is up to date.')
  })
}
