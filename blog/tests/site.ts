import type { TestContext } from 'node:test'
import { connect, createTables, setDefaultDatabase } from '@inkstone/orm'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../app.ts'
import { models } from '../database.ts'
import { readSettings } from '../settings.ts'

/** What of an account matters to a test; the rest is made up. */
export interface Account {
  readonly email?: string
  readonly password?: string
}

/** The whole site on a database of its own. */
export interface Site {
  readonly app: FastifyInstance
  /** Where it listens; empty until a browser needs it. */
  readonly origin: string
  /** Register and give the token. */
  register(account: Account): Promise<string>
  /** Publish a post and give its id. */
  publish(token: string, post: { readonly title: string; readonly content: string }): Promise<number>
}

const environment = {
  NODE_ENV: 'test',
  DATABASE_URL: 'sqlite::memory:',
  SECRET_KEY: 'only for tests, where nothing is secret',
  BCRYPT_COST: '4',
  RATE_LIMIT: 'off',
  LOG_LEVEL: 'silent',
}

/** Build the site for one test; it is closed when the test ends. */
export async function buildSite(t: TestContext): Promise<Site> {
  const settings = readSettings(environment)
  const database = await connect(settings.databaseUrl, { models, timeZone: settings.timeZone })
  await createTables(database, models)
  setDefaultDatabase(database)
  const app = await buildApp(settings, { database })
  t.after(() => app.close())
  return { app, origin: '', register: account => register(app, account), publish: (...post) => publish(app, ...post) }
}

/** Build the site and let it listen on a free port. */
export async function startSite(t: TestContext): Promise<Site> {
  const site = await buildSite(t)
  return { ...site, origin: await site.app.listen({ host: '127.0.0.1', port: 0 }) }
}

let registered = 0

async function register(app: FastifyInstance, account: Account): Promise<string> {
  registered += 1
  const payload = { name: 'xdd', email: `author-${registered}@example.com`, password: 'some long password', ...account }
  const answer = await app.inject({ method: 'POST', url: '/users/', payload })
  return answer.json<{ token: string }>().token
}

async function publish(app: FastifyInstance, token: string, payload: { title: string; content: string }) {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await app.inject({ method: 'POST', url: '/posts/', headers, payload })
  return answer.json<{ post: { id: number } }>().post.id
}
