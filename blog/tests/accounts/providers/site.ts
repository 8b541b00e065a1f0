import type { TestContext } from 'node:test'
import type { AppOptions } from '../../../app.ts'
import { Reader } from '../../reader.ts'
import { type SiteWithMail, siteWithMail } from '../mailbox.ts'
import { startProvider, type TestProvider } from './provider.ts'

const origin = 'http://localhost'
export const password = 'some long password'

/** Somebody whose provider vouches for their address. */
export const ada = { sub: 'ada-1', email: 'ada@xdd.com', email_verified: true, name: 'Ada' }

/** A site that takes log-ins from a provider, and that provider. */
export interface SiteWithProvider {
  readonly site: SiteWithMail
  readonly provider: TestProvider
  /** The settings that name a provider `slug`. */
  readonly env: Readonly<Record<string, string>>
}

/** The settings by which a site knows a provider. */
export function settingsOf(provider: TestProvider, slug = 'work'): Record<string, string> {
  const name = `OIDC_${slug.toUpperCase()}`
  return {
    OIDC_PROVIDERS: slug,
    [`${name}_ISSUER`]: provider.issuer,
    [`${name}_CLIENT_ID`]: provider.clientId,
    [`${name}_CLIENT_SECRET`]: provider.clientSecret,
    [`${name}_TITLE`]: 'Work ID',
  }
}

/** Build a site for one test with a provider of its own, at which Ada is logged in. */
export async function siteWithProvider(
  t: TestContext,
  env: Readonly<Record<string, string>> = {},
  options: Omit<AppOptions, 'clock' | 'database' | 'logStream'> = {},
): Promise<SiteWithProvider> {
  const provider = await startProvider(t)
  provider.user = ada
  const settings = { ...settingsOf(provider), PUBLIC_URL: origin, RATE_LIMIT: 'off', ...env }
  const site = await siteWithMail(t, settings, options)
  provider.clock = () => site.now.ms
  return { site, provider, env: settings }
}

/** Go from a page of ours to the provider, as the button there does; the address that leads there. */
export async function leave(
  reader: Reader,
  {
    page = '/login',
    action = '/login/with/work',
    ...fields
  }: { page?: string; action?: string; next?: string; invite?: string } = {},
): Promise<string> {
  await reader.open(page)
  const { body } = await reader.send(action, fields)
  const address = /http-equiv="refresh" content="0; url=([^"]+)"/.exec(body)?.[1] ?? ''
  return address.replaceAll('&amp;', '&')
}

/** Go to the provider, log in there and come back; the answer of our site. */
export async function visitProvider(reader: Reader, provider: TestProvider, wish: Parameters<typeof leave>[1] = {}) {
  return reader.open(provider.authorize(await leave(reader, wish)))
}

/** Register with a password, and be logged in. */
export async function register(site: SiteWithMail, email: string): Promise<Reader> {
  const reader = new Reader(site)
  await reader.open('/reg')
  await reader.send('/reg', { name: email.split('@')[0] ?? '', email, password, next: '/' })
  return reader
}

/** Whom a browser is logged in as; undefined for nobody. */
export async function whoIs(reader: Reader): Promise<{ id: number; name: string; email: string } | undefined> {
  const answer = await reader.call('GET', '/users/me')
  return answer.statusCode === 200 ? answer.json().user : undefined
}
