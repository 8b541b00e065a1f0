import { mkdirSync } from 'node:fs'
import { connect, type Database, setDefaultDatabase } from '@inkstone/orm'
import type { Logger } from 'pino'
import { Session, User } from './accounts/models.ts'
import { statementLogger } from './logging.ts'
import { Content, Post } from './posts/models.ts'
import { databaseFolder, type Settings } from './settings.ts'

/** Every model of the site, referred-to ones first. */
export const models = [User, Session, Post, Content] as const

/** Open the database of the settings and make it the one that models use. The data folder is made when absent. */
export async function openDatabase(settings: Settings, logger: Logger): Promise<Database> {
  const folder = databaseFolder(settings)
  if (folder !== null) mkdirSync(folder, { recursive: true, mode: 0o700 })
  const statements = statementLogger(logger, settings)
  const database = await connect(settings.databaseUrl, {
    models,
    timeZone: settings.timeZone,
    ...(statements ? { logger: statements } : {}),
  })
  setDefaultDatabase(database)
  return database
}
