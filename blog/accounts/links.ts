import type { FastifyInstance } from 'fastify'
import type { Settings } from '../settings.ts'

/** Pages that links in letters lead to. */
export type LinkPage = '/verify' | '/reset' | '/email' | '/reg' | '/login' | '/forgotten' | '/join'

/** Name of the parameter that carries the secret; addresses are logged without its value. */
const parameter: Partial<Record<LinkPage, string>> = { '/reg': 'invite' }

/**
 * Give the whole address of a page, with the secret of a link.
 *
 * The origin comes from the settings alone: a forged `Host` header must not choose where a secret is carried to.
 */
export function addressOf({ settings }: Pick<FastifyInstance, 'settings'>, page: LinkPage, secret?: string): string {
  const query = secret === undefined ? '' : `?${parameter[page] ?? 'token'}=${secret}`
  return `${originOf(settings)}${page}${query}`
}

/** Give the origin under which the site is reached, as the settings say. */
export function originOf({ publicUrl, host, port }: Pick<Settings, 'publicUrl' | 'host' | 'port'>): string {
  if (publicUrl !== null) return publicUrl
  const anywhere = host === '0.0.0.0' || host === '::'
  const name = anywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}
