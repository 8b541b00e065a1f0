import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type Database } from '@inkstone/orm'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { type AppOptions, buildApp } from '../app.ts'
import { prepareDatabase } from '../database.ts'
import { readSettings } from '../settings.ts'

const addresses = {
  PostgreSQL: process.env.TEST_POSTGRES_URL ?? 'postgres://root@127.0.0.1:5432/test',
  MariaDB: process.env.TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306/test',
}

/** A database of a test's own, empty, that several connections can open. */
export interface Scratch {
  readonly url: string
  drop(): Promise<void>
}

/** A kind of database that the site runs on. */
export interface Kind {
  readonly name: 'SQLite' | keyof typeof addresses
  /** Why tests on it are skipped, or false. */
  readonly skip: string | false
  make(): Promise<Scratch>
}

/** Open a server, or give undefined where none answers. */
async function reach(url: string): Promise<Database | undefined> {
  try {
    const server = await connect(url)
    await server.query('SELECT 1')
    return server
  } catch {
    return undefined // its tests are skipped and say so
  }
}

async function onServer(name: keyof typeof addresses): Promise<Kind> {
  const url = addresses[name]
  const probe = await reach(url)
  await probe?.close()
  const make = async () => {
    const server = await connect(url)
    const scratch = `inkstone_site_${randomBytes(6).toString('hex')}`
    await server.execute(`CREATE DATABASE ${scratch}`)
    const own = new URL(url)
    own.pathname = scratch
    const drop = async () => {
      await server.execute(`DROP DATABASE ${scratch}`)
      await server.close()
    }
    return { url: own.href, drop }
  }
  return { name, skip: probe ? false : `no ${name} answers`, make }
}

/** The database that needs no server. */
const sqlite: Kind = {
  name: 'SQLite',
  skip: false,
  async make() {
    const folder = mkdtempSync(join(tmpdir(), 'inkstone-site-'))
    return { url: `sqlite:${join(folder, 'site.sqlite3')}`, drop: async () => rmSync(folder, { recursive: true }) }
  },
}

/** The database servers that tests look for. */
export const servers: readonly Kind[] = [await onServer('PostgreSQL'), await onServer('MariaDB')]

/** Every database that the site runs on. */
export const kinds: readonly Kind[] = [sqlite, ...servers]

/** Build the site on a database as an operator would start it, with its own migrations. */
export async function siteOn(
  { url }: Scratch,
  env: Readonly<Record<string, string>> = {},
  options: Omit<AppOptions, 'database'> = {},
): Promise<FastifyInstance> {
  const settings = readSettings({
    NODE_ENV: 'test',
    BCRYPT_COST: '4',
    SECRET_KEY: 'the secret key of the tests, 32 bytes or more',
    DATABASE_URL: url,
    LOG_LEVEL: 'silent',
    ...env,
  })
  const database = await prepareDatabase(settings, pino({ level: 'silent' }))
  return buildApp(settings, { database, ...options })
}
