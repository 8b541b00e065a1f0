import { isIP } from 'node:net'
import { BadInput } from '../../http/problems.ts'
import type { Settings } from '../../settings.ts'
import { originOf } from '../links.ts'

/** What passkeys are bound to: a domain, and the origin that browsers must name. */
export interface RelyingParty {
  readonly id: string
  readonly origin: string
}

/**
 * Give what passkeys of this site are bound to: the domain of `PUBLIC_URL`, or `localhost` while a site listens on a
 * loopback address without one; never what a request calls the host. Undefined where the site is reached by a bare
 * address, which browsers bind no passkey to (W3C WebAuthn §5.1.3, "effective domain").
 */
export function relyingPartyOf(settings: Settings): RelyingParty | undefined {
  const { protocol, hostname, port } = new URL(originOf(settings))
  const loopback = settings.publicUrl === null && /^(127\.|\[::1\]$)/.test(hostname)
  const id = loopback ? 'localhost' : hostname
  if (isIP(id) !== 0 || id.startsWith('[')) return undefined
  return { id, origin: `${protocol}//${id}${port === '' ? '' : `:${port}`}` }
}

/** The same; throws BadInput `passkeys_unavailable` where there is none. */
export function requireRelyingParty(settings: Settings): RelyingParty {
  const party = relyingPartyOf(settings)
  if (!party) throw new BadInput('passkeys_unavailable')
  return party
}
