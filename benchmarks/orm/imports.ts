/** What an application imports of each library, for the time that this takes. */
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Trial } from './catalog.ts'

const here = import.meta.dirname
const root = path.join(here, '../..')

const MODULES: Readonly<Record<string, readonly string[]>> = {
  'bare-sqlite/openNode': ['node:sqlite'],
  'bare-sqlite/openBetter': ['better-sqlite3'],
  'bare-pg/openUnnamed': ['pg'],
  'bare-pg/openNamed': ['pg'],
  'bare-postgres-js/open': ['postgres'],
  'drizzle-sqlite/openPlain': ['drizzle-orm', 'drizzle-orm/better-sqlite3', 'drizzle-orm/sqlite-core'],
  'drizzle-sqlite/openPrepared': ['drizzle-orm', 'drizzle-orm/better-sqlite3', 'drizzle-orm/sqlite-core'],
  'drizzle-postgres/openPlain': ['drizzle-orm', 'drizzle-orm/node-postgres', 'drizzle-orm/pg-core'],
  'drizzle-postgres/openPrepared': ['drizzle-orm', 'drizzle-orm/node-postgres', 'drizzle-orm/pg-core'],
  'kysely/openSqlite': ['kysely', 'better-sqlite3'],
  'kysely/openPostgres': ['kysely', 'pg'],
  'knex/openSqlite': ['knex', 'better-sqlite3'],
  'knex/openPostgres': ['knex', 'pg'],
  'typeorm/openSqlite': ['typeorm', 'better-sqlite3'],
  'typeorm/openPostgres': ['typeorm', 'pg'],
  'prisma/openSqlite': [fileUrl('generated/sqlite/client/client.ts'), '@prisma/adapter-better-sqlite3'],
  'prisma/openPostgres': [fileUrl('generated/postgresql/client/client.ts'), '@prisma/adapter-pg'],
  'mikro-orm/openSqlite': ['@mikro-orm/core', '@mikro-orm/sqlite'],
  'mikro-orm/openPostgres': ['@mikro-orm/core', '@mikro-orm/postgresql'],
}

/** Specifiers of the modules that an application with this rival imports. */
export function modulesOf(trial: Trial): readonly string[] {
  if (trial.module === 'inkstone') return inkstoneModules(trial)
  return MODULES[`${trial.module}/${trial.open}`] ?? []
}

function fileUrl(file: string): string {
  return pathToFileURL(path.join(here, file)).href
}

/** Users import the package as it is published, which is built here from the sources that are measured. */
function inkstoneModules(trial: Trial): string[] {
  if (!built) execFileSync('npm', ['run', 'build', '--workspace', 'orm'], { cwd: root, stdio: 'ignore' })
  built = true
  const driver = trial.database === 'sqlite' ? 'node:sqlite' : 'pg'
  return [pathToFileURL(path.join(root, 'orm/dist/index.js')).href, driver]
}

let built = false
