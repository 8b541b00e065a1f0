import { showKey, baseline as writeDown } from '@inkstone/orm/migrations'
import { apps } from '../database.ts'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'
import { withDatabase } from './with-database.ts'

/** Write migrations down as applied for tables that are there already, once it is sure that they match. */
export async function baseline(settings: Settings, args: readonly string[]): Promise<void> {
  const { words } = readArguments(args, { usage: 'baseline [APP [NAME]]', words: [0, 2] })
  const [app, migration] = words
  await withDatabase(settings, async database => {
    const options = { ...(app !== undefined && { app }), ...(migration !== undefined && { migration }) }
    const done = await writeDown(database, apps, options)
    for (const key of done) console.log(`${showKey(key)}: written down`)
    if (done.length === 0) console.log('Nothing to do: all of it is written down.')
  })
}
