import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Settings } from '../settings.ts'
import { BadInput } from './problems.ts'

/** The cookies by purpose. Browsers let a `__Host-` cookie be set by this very host over HTTPS alone. */
export function cookieNames(settings: Settings): {
  readonly session: string
  readonly csrf: string
  readonly device: string
  readonly ticket: string
  /** Tells a browser again that was sent to a provider. */
  readonly provider: string
} {
  const prefix = isServedOverHttps(settings) ? '__Host-' : ''
  return {
    session: `${prefix}sessionid`,
    csrf: `${prefix}csrftoken`,
    device: `${prefix}device`,
    ticket: `${prefix}ticket`,
    provider: `${prefix}provider`,
  }
}

/** Tell whether the operator says that the site is reached over HTTPS. */
export function isServedOverHttps(settings: Settings): boolean {
  return settings.publicUrl?.startsWith('https:') ?? false
}

/** Attributes that all our cookies share. */
export function cookieAttributes(request: FastifyRequest): CookieSerializeOptions {
  const { settings } = request.server
  return { path: '/', sameSite: 'lax', secure: isServedOverHttps(settings) || request.protocol === 'https' }
}

/**
 * Refuse a request that carries one of our cookies twice: a neighbouring subdomain can add a second one, and servers
 * disagree on which of them counts.
 */
export function refuseTossedCookies(app: FastifyInstance): void {
  const names = Object.values(cookieNames(app.settings))
  app.addHook('onRequest', (request, _reply, done) => {
    const header = request.headers.cookie
    if (header === undefined) return done()
    const carried = header.split(';').map(pair => pair.split('=', 1)[0]?.trim())
    if (names.some(name => carried.filter(other => other === name).length > 1)) throw new BadInput('bad_request')
    done()
  })
}
