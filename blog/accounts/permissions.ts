import type { FastifyRequest } from 'fastify'
import { Forbidden, NotAuthenticated } from '../http/problems.ts'
import type { User } from './models.ts'

/** Give the user who asks. Throws {@link NotAuthenticated} when nobody is logged in, saying why a token failed. */
export function requireUser(request: FastifyRequest): User {
  if (request.user) return request.user
  throw new NotAuthenticated(request.tokenFault ?? 'not_authenticated', { headers: { 'www-authenticate': 'Bearer' } })
}

/** Let only the user with this id go on. Throws {@link NotAuthenticated} or {@link Forbidden}. */
export function requireOwner(request: FastifyRequest, ownerId: number): User {
  const user = requireUser(request)
  if (user.id !== ownerId) throw new Forbidden()
  return user
}
