import { isIP } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { BadInput } from './problems.ts'

/**
 * Tell whether a `Host` header names this site.
 *
 * Rules as in Django: exact names, `.example.com` for the name and all below it, `*` for all; in addition `any-address`
 * for every literal IP address.
 */
function isAllowedHost(header: string, allowed: readonly string[]): boolean {
  const host = /^([a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.exec(header)?.[1]?.toLowerCase().replace(/\.$/, '')
  if (host === undefined) return false
  return allowed.some(pattern => matches(pattern, host))
}

function matches(pattern: string, host: string): boolean {
  if (pattern === '*' || pattern === host) return true
  if (pattern === 'any-address') return isIP(host.replace(/^\[|\]$/g, '')) !== 0
  return pattern.startsWith('.') && (host.endsWith(pattern) || host === pattern.slice(1))
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether it is answered under every name: nothing of the answer or its effects may depend on the name. */
    readonly anyHost?: boolean
  }
}

/** Refuse requests for other names: a forged `Host` must reach neither links nor the CSRF check. */
export function guardHosts(app: FastifyInstance): void {
  const { allowedHosts } = app.settings
  const known = new Set<string>()
  app.addHook('onRequest', (request, _reply, done) => {
    const { host } = request
    // What the route says is asked last: Fastify makes an object of it for each question.
    if (known.has(host) || request.routeOptions.config.anyHost) return done()
    if (!isAllowedHost(host, allowedHosts)) throw new BadInput('bad_host')
    if (known.size < 100) known.add(host)
    done()
  })
}
