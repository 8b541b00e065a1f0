import type { FastifyReply, FastifyRequest, preValidationHookHandler } from 'fastify'
import { Forbidden, NotAuthenticated } from '../http/problems.ts'
import type { User } from './models.ts'

/**
 * Give the user who asks. Throws {@link NotAuthenticated} when nobody is logged in, saying why a token
 * failed, and {@link Forbidden} for an API token that may not do this.
 */
export function requireUser(request: FastifyRequest): User {
  if (request.user) return request.user
  if (request.tokenFault === 'insufficient_scope') throw new Forbidden('insufficient_scope')
  throw new NotAuthenticated(request.tokenFault ?? 'not_authenticated', { headers: { 'www-authenticate': 'Bearer' } })
}

/** Refuse visitors before their body is judged: what they may not send needs no opinion. */
export const requireLogIn: preValidationHookHandler = (request, _reply, done) => {
  requireUser(request)
  done()
}

/** Send a visitor to the log-in page and back here afterwards. */
export async function logInFirst(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  return request.user ? undefined : reply.redirect(`/login?next=${encodeURIComponent(request.url)}`, 303)
}
