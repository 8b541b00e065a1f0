import { connect, type Database, setDefaultDatabase } from '@inkstone/orm'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { type AppOptions, buildApp } from '../app.ts'
import { bringUpToDate, models } from '../database.ts'
import { readSettings, type Settings } from '../settings.ts'

/** The application of a test, with everything that tests look at or move. */
export interface TestSite {
  readonly app: FastifyInstance
  readonly settings: Settings
  readonly database: Database
  /** The site's clock, in milliseconds. */
  readonly now: { ms: number }
  /** Lines that were logged, as written. */
  readonly log: string[]
  request(method: string, url: string, options?: RequestOptions): Promise<LightMyRequestResponse>
  close(): Promise<void>
}

export interface RequestOptions {
  readonly json?: unknown
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly cookies?: Readonly<Record<string, string>>
  readonly token?: string
}

const environment = {
  NODE_ENV: 'test',
  BCRYPT_COST: '4',
  SECRET_KEY: 'the secret key of the tests, 32 bytes or more',
  DATABASE_URL: 'sqlite::memory:',
  LOG_LEVEL: 'trace',
}

/** Build the site on a database in memory. */
export async function buildSite(
  env: Readonly<Record<string, string>> = {},
  options: Omit<AppOptions, 'clock' | 'database' | 'logStream'> = {},
): Promise<TestSite> {
  const settings = readSettings({ ...environment, ...env })
  const database = await connect(settings.databaseUrl, { models, timeZone: settings.timeZone })
  setDefaultDatabase(database)
  await bringUpToDate(database)
  const now = { ms: Date.UTC(2026, 0, 1, 12) }
  const log: string[] = []
  const logStream = { write: (line: string) => void log.push(line) }
  const app = await buildApp(settings, { database, clock: () => now.ms, logStream, ...options })
  const request = (method: string, url: string, { json, form, token, headers, cookies }: RequestOptions = {}) =>
    app.inject({
      method: method as NonNullable<InjectOptions['method']>, // any method may be tried
      url,
      headers: {
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(cookies === undefined ? {} : { cookies }),
      ...(json === undefined ? {} : { payload: typeof json === 'string' ? json : JSON.stringify(json) }),
      ...(form === undefined ? {} : { payload: new URLSearchParams(form).toString() }),
    })
  return { app, settings, database, now, log, request, close: () => app.close() }
}

/** The document's own example. */
export const example = { password: 'abc', name: 'xdd', email: 'xdd@xdd.com' } as const

/** Register the example or somebody else; the token. */
export async function registerUser(site: TestSite, user: object = example): Promise<string> {
  const answer = await site.request('POST', '/users/', { json: user })
  if (answer.statusCode !== 201) throw new Error(`registering failed: ${answer.statusCode} ${answer.body}`)
  return answer.json<{ token: string }>().token
}

/** The cookies that an answer sets, by name. */
export function cookiesOf(answer: LightMyRequestResponse): Record<string, string> {
  return Object.fromEntries(answer.cookies.map(({ name, value }) => [name, value]))
}

/** Visit a page as a browser does: its CSRF cookie, and the headers that make an unsafe request acceptable. */
export async function openBrowser(
  site: TestSite,
): Promise<{ cookies: Record<string, string>; headers: Record<string, string> }> {
  const page = await site.request('GET', '/login', { headers: { accept: 'text/html' } })
  const cookies = cookiesOf(page)
  const headers = { origin: 'http://localhost', host: 'localhost', 'x-csrftoken': cookies.csrftoken ?? '' }
  return { cookies, headers }
}
