import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import { connect, type Database } from '../../src/database.ts'
import { temporaryFolder } from './databases.ts'
import { reachableServers, schemaUrl } from './servers.ts'

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'django')
const PYTHON = '/usr/bin/python3'

/** Where the sources of this package are imported from by files outside of it. */
export const ORM = pathToFileURL(join(import.meta.dirname, '..', '..', 'src', 'index.ts')).href

/** A database that Django made, opened for the test. */
type Opener = (t: TestContext) => Promise<Database>

/** Databases that Django made, by name: recorded ones, and a fresh one where Django is installed. */
export async function djangoDatabases(): Promise<Map<string, Opener>> {
  const found = new Map<string, Opener>([['sqlite', recordedSqlite]])
  const postgres = (await reachableServers()).find(url => url.startsWith('postgres'))
  if (postgres) found.set('postgresql', t => recordedPostgres(t, postgres))
  if (spawnSync(PYTHON, ['-c', 'import django']).status === 0) found.set('the installed Django', freshSqlite)
  return found
}

/** Open what was recorded on SQLite. */
export async function recordedSqlite(t: TestContext): Promise<Database> {
  const path = join(await temporaryFolder(t), 'django.db')
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false })
  database.exec(readFileSync(join(FOLDER, 'sqlite.sql'), 'utf8'))
  database.close()
  return opened(t, `sqlite:${path}`)
}

async function recordedPostgres(t: TestContext, server: string): Promise<Database> {
  const database = await opened(t, await schemaUrl(t, server))
  const connection = await database.driver.acquire({})
  await connection.script(readFileSync(join(FOLDER, 'postgresql.sql'), 'utf8'))
  database.driver.release(connection, false)
  return database
}

async function freshSqlite(t: TestContext): Promise<Database> {
  const folder = await temporaryFolder(t)
  cpSync(FOLDER, folder, { recursive: true })
  execFileSync(PYTHON, [join(folder, 'make_database.py'), join(folder, 'fresh.db')])
  return opened(t, `sqlite:${join(folder, 'fresh.db')}`)
}

async function opened(t: TestContext, url: string): Promise<Database> {
  const database = await connect(url)
  t.after(() => database.close())
  return database
}
