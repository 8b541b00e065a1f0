import type { FastifyRequest } from 'fastify'
import type { User } from '../accounts/models.ts'
import { requireOwner } from '../accounts/permissions.ts'

/** Let only its author change a post. Throws Forbidden for everybody else. */
export function requireAuthor(request: FastifyRequest, post: { readonly authorId: number }): User {
  return requireOwner(request, post.authorId)
}
