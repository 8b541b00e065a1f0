import type { FastifyRequest } from 'fastify'
import { BadInput } from '../http/problems.ts'
import { canonicalEmail } from './emails.ts'
import { findLink, type Link, makeLink, useLink } from './one-time-tokens.ts'

const day = 86_400_000

/** For whom an invitation is, and for how long. */
export interface Invitation {
  /** The only address that may use it; any may when this is left out. */
  readonly email?: string | undefined
  readonly days: number
}

/** Make an invitation. Whoever has the link may register, once, where the site takes invited people. */
export function makeInvite(now: number, { email, days }: Invitation): Promise<Link> {
  return makeLink('invite', now, { ...(email === undefined ? {} : { email }), lifetime: days * day })
}

/** See that an invitation holds for an address, before anything costly is done. Throws BadInput `invalid_invite`. */
export async function requireInvite(request: FastifyRequest, secret = '', canonical: string): Promise<void> {
  const link = await findLink('invite', secret, request.server.clock())
  const meant = link?.email == null || canonicalEmail(link.email) === canonical
  if (!link || !meant) throw invalidInvite()
}

/** Use an invitation up, in the transaction that makes the user. Throws BadInput `invalid_invite`. */
export async function useInvite(request: FastifyRequest, secret: string): Promise<void> {
  try {
    await useLink('invite', secret, request.server.clock())
  } catch (error) {
    throw error instanceof BadInput ? invalidInvite() : error
  }
}

function invalidInvite(): BadInput {
  return new BadInput('invalid_invite', { fields: { invite: [{ code: 'invalid_invite' }] } })
}
