import type { FastifyReply, FastifyRequest } from 'fastify'
import { rememberDevice } from './guesses.ts'
import { accountKey } from './identity.ts'
import type { LoggedIn } from './login.ts'
import type { User } from './models.ts'
import { handOver } from './sessions.ts'

/** Give the browser its new session, and let it show next time that this account was logged in to from it. */
export async function enter(request: FastifyRequest, reply: FastifyReply, { user, session }: LoggedIn): Promise<void> {
  await handOver(request, reply, session)
  rememberDevice(request, reply, accountKey(user.email))
}

/** Answer a log-in: who it is, and a token. */
export async function answerLogIn(request: FastifyRequest, reply: FastifyReply, loggedIn: LoggedIn) {
  await enter(request, reply, loggedIn)
  const { user, session } = loggedIn
  return { user: publicly(user), token: await request.server.accounts.tokens.make(user.id, session.row.key) }
}

/** What others may see of a user; built by name, so that no new column gets out by itself. */
export function publicly({ id, name, email }: User): { id: number; name: string; email: string } {
  return { id, name, email }
}
