import type { FastifyReply, FastifyRequest } from 'fastify'
import type { User } from '../accounts/models.ts'
import { requireOwner, requireUser } from '../accounts/permissions.ts'

/** Refuse visitors before their body is judged: what they may not send needs no opinion. */
export async function requireLogIn(request: FastifyRequest): Promise<void> {
  requireUser(request)
}

/** Let only its author change a post. Throws Forbidden for everybody else. */
export function requireAuthor(request: FastifyRequest, post: { readonly authorId: number }): User {
  return requireOwner(request, post.authorId)
}

/** Send a visitor to the log-in page and back here afterwards. */
export async function logInFirst(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  return request.user ? undefined : reply.redirect(`/login?next=${encodeURIComponent(request.url)}`, 303)
}
