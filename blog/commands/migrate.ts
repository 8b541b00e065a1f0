import {
  type MigrateOptions,
  migrate as migrateDatabase,
  showKey,
  showMigrations,
  sqlMigrate,
} from '@inkstone/orm/migrations'
import { apps, openDatabase } from '../database.ts'
import { makeLogger } from '../logging.ts'
import type { Settings } from '../settings.ts'

/**
 * Bring the database up to date, or an app to one of its migrations: `migrate [app [name|zero]]`.
 *
 * `--list` shows what is applied, `--plan app name` the SQL, `--fake` writes down without doing.
 */
export async function migrate(settings: Settings, args: readonly string[]): Promise<void> {
  const [app, name] = args.filter(arg => !arg.startsWith('--'))
  const database = await openDatabase(settings, makeLogger(settings))
  try {
    if (args.includes('--list')) {
      for (const row of await showMigrations(database, apps))
        console.log(`[${row.applied ? 'X' : ' '}] ${row.app}.${row.name}`)
    } else if (args.includes('--plan') && app !== undefined && name !== undefined) {
      console.log((await sqlMigrate(database, apps, app, name)).join('\n'))
    } else {
      const done = await migrateDatabase(database, apps, optionsOf(app, name, args.includes('--fake')))
      if (done.length === 0) console.log('Nothing to do: the database is up to date.')
    }
  } finally {
    await database.close()
  }
}

function optionsOf(app: string | undefined, name: string | undefined, fake: boolean): MigrateOptions {
  const target = app === undefined ? {} : { target: name === undefined ? ([app] as const) : ([app, name] as const) }
  return { ...target, fake, report: (key, direction) => console.log(`${showKey(key)}: ${direction}`) }
}
