import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type Database, setDefaultDatabase } from '@inkstone/orm'
import { type App, type MigrationKey, migrate } from '@inkstone/orm/migrations'
import type { Logger } from 'pino'
import { Session, User } from './accounts/models.ts'
import { OneTimeToken } from './accounts/models-one-time.ts'
import { securityModels } from './accounts/models-security.ts'
import { type CustomPermission, createPermissions } from './accounts/roles/create-permissions.ts'
import { Group, Permission } from './accounts/roles/models.ts'
import { accountPermissions } from './accounts/roles/permissions.ts'
import { adoptOriginal, identifyAdopted } from './adoption.ts'
import { Tally } from './limits/models.ts'
import { statementLogger } from './logging.ts'
import { Letter } from './mail/models.ts'
import { Content, Post, PostBlock } from './posts/models.ts'
import { postPermissions } from './posts/permissions.ts'
import { databaseFolder, type Settings } from './settings.ts'
import { SettingsError } from './settings-reader.ts'

interface SiteApp extends App {
  /** What may be done to its rows beyond what may be done to those of every model. */
  readonly permissions?: readonly CustomPermission[]
}

/** The apps with tables, and where their migrations lie. */
export const apps: readonly SiteApp[] = [
  {
    label: 'accounts',
    migrations: join(import.meta.dirname, 'accounts/migrations'),
    models: [Permission, Group, User, Session, OneTimeToken, ...securityModels],
    permissions: accountPermissions,
  },
  {
    label: 'posts',
    migrations: join(import.meta.dirname, 'posts/migrations'),
    models: [Post, Content, PostBlock],
    permissions: postPermissions,
  },
  { label: 'mail', migrations: join(import.meta.dirname, 'mail/migrations'), models: [Letter] },
  { label: 'limits', migrations: join(import.meta.dirname, 'limits/migrations'), models: [Tally] },
]

/** Every model of the site, referred-to ones first. */
export const models = [
  Permission,
  Group,
  User,
  Session,
  OneTimeToken,
  ...securityModels,
  Post,
  PostBlock,
  Content,
  Letter,
  Tally,
] as const

/** Open the database of the settings and make it the one that models use. The data folder is made when absent. */
export async function openDatabase(settings: Settings, logger: Logger): Promise<Database> {
  makeFolder(databaseFolder(settings))
  const statements = statementLogger(logger, settings)
  const database = await connect(settings.databaseUrl, {
    models,
    timeZone: settings.timeZone,
    ...(statements ? { logger: statements } : {}),
  })
  setDefaultDatabase(database)
  return database
}

function makeFolder(folder: string | null): void {
  if (folder === null) return
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new SettingsError('DATABASE_URL', `cannot be used: ${(cause as Error).message}`, { cause }) // fs throws errors
  }
}

/** Open the database and bring its tables up to date. Fails for a database that is newer than the code. */
export async function prepareDatabase(settings: Settings, logger: Logger): Promise<Database> {
  const database = await openDatabase(settings, logger)
  try {
    const applied = await bringUpToDate(database)
    for (const [app, name] of applied) logger.info({ app, migration: name }, 'migrated')
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Bring the tables of the default database up to date, with what belongs into them; the migrations that were applied. */
export async function bringUpToDate(database: Database): Promise<MigrationKey[]> {
  const adopted = await adoptOriginal(database, apps)
  const applied = await migrate(database, apps)
  if (adopted) await identifyAdopted()
  await createPermissions(apps)
  return applied
}
