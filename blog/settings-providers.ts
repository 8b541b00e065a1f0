import { type Reader, SettingsError } from './settings-reader.ts'

/** A provider of OpenID Connect that users may log in with. */
export interface Provider {
  /** Short name, part of addresses. */
  readonly slug: string
  /** What users call it. */
  readonly title: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Whether a log-in there stands for our second factor, too. */
  readonly trusted: boolean
}

/**
 * Read the providers that `OIDC_PROVIDERS` names, each from `OIDC_<NAME>_ISSUER`, `_CLIENT_ID`, `_CLIENT_SECRET`, `_TITLE`
 * and `_SECOND_FACTOR`. Nothing is asked of them here: a provider that is out of reach keeps no site from starting.
 */
export function readProviders(read: Reader, production: boolean, publicUrl: string | null): readonly Provider[] {
  const slugs = read.list('OIDC_PROVIDERS')
  if (slugs.length > 0 && publicUrl === null)
    throw new SettingsError('OIDC_PROVIDERS', 'needs PUBLIC_URL: providers lead back there')
  if (slugs.some(slug => !/^[a-z][a-z0-9]{0,19}$/.test(slug)) || new Set(slugs).size < slugs.length)
    throw new SettingsError('OIDC_PROVIDERS', 'must hold different names of small letters and digits, such as work')
  return Object.freeze(slugs.map(slug => readProvider(read, slug, production)))
}

function readProvider(read: Reader, slug: string, production: boolean): Provider {
  const variable = (name: string) => `OIDC_${slug.toUpperCase()}_${name}`
  const needed = (name: string) => {
    const text = read.optional(variable(name))
    if (text === undefined) throw new SettingsError(variable(name), 'is needed for a provider in OIDC_PROVIDERS')
    return text
  }
  return Object.freeze({
    slug,
    title: read.text(variable('TITLE'), slug),
    issuer: issuerIn(variable('ISSUER'), needed('ISSUER'), production),
    clientId: needed('CLIENT_ID'),
    clientSecret: needed('CLIENT_SECRET'),
    trusted: read.choice(variable('SECOND_FACTOR'), ['ask', 'trust'], 'ask') === 'trust',
  })
}

function issuerIn(variable: string, text: string, production: boolean): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const local = url?.protocol === 'http:' && !production
  if (!url || (url.protocol !== 'https:' && !local) || url.search || url.hash || url.username)
    throw new SettingsError(variable, 'must be an https URL without query')
  return text
}
