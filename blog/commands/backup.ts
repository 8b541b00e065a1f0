import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { secretKeyFile } from '../secret-key.ts'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'
import { CommandError } from './command-error.ts'
import { withDatabase } from './with-database.ts'

/**
 * Copy the database and the keys that are kept beside it into a new folder, which can be used as `DATA_DIR`. The site may
 * run meanwhile: SQLite writes down one moment of it, and what stands in its journal is in the copy, too.
 */
export async function backup(settings: Settings, args: readonly string[]): Promise<void> {
  const { words } = readArguments(args, { usage: 'backup FOLDER', words: [1, 1] })
  const [folder = ''] = words
  requireFile(settings)
  const target = makeFolder(resolve(folder))
  await withDatabase(settings, async database => {
    await database.execute('VACUUM INTO ?', [join(target, 'inkstone.sqlite3')])
  })
  const keys = readdirSync(settings.dataDir).filter(name => name === secretKeyFile || /^token-key-\w+\.pem$/.test(name))
  for (const name of keys) copyFileSync(join(settings.dataDir, name), join(target, name))
  console.log(`Copied: ${['inkstone.sqlite3', ...keys].join(', ')}.`)
  if (!keys.includes(secretKeyFile)) console.log('SECRET_KEY is not in it: keep it where the settings come from.')
}

/** Servers are not copied here: their own tools know how. */
function requireFile({ databaseUrl }: Settings): void {
  const [, file] = /^sqlite:(.+)$/.exec(databaseUrl) ?? []
  if (file === undefined) {
    throw new CommandError('The database is on a server: its own tools copy it, such as pg_dump and mariadb-dump.')
  }
  if (!existsSync(file)) throw new CommandError(`There is no database ${file} to copy.`)
}

/** The copy holds hashes and keys: for its owner alone, and never over an earlier one. */
function makeFolder(folder: string): string {
  if (existsSync(folder)) throw new CommandError(`${folder} is there already; name a folder that is not.`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}
