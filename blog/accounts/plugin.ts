import type { FastifyInstance, FastifyRequest } from 'fastify'
import { NotAuthenticated } from '../http/problems.ts'
import { User } from './models.ts'
import { findSession, idInCookie, keyOfSession, prolong } from './sessions.ts'
import type { Claims } from './tokens.ts'

/** The server's memory of a log-in; the cookie or token that names it never leaves the request. */
interface CurrentSession {
  /** SHA-256 of the secret id, as stored; fit for showing a list of sessions, useless for logging in. */
  readonly key: string
  readonly createdAt: Date
  readonly expiresAt: Date
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, by session cookie or token; null for a visitor. */
    user: User | null
    session: CurrentSession | null
    /** Code that says why the token of the request does not hold; null when there is none or it does. */
    tokenFault: string | null
  }
}

/** Find out who asks, before anything else looks at the request. A token counts more than a cookie. */
export function identifyUsers(app: FastifyInstance): void {
  app.decorateRequest('user', null)
  app.decorateRequest('session', null)
  app.decorateRequest('tokenFault', null)
  app.addHook('onRequest', async request => {
    const token = tokenOf(request)
    if (token !== undefined) return identifyByToken(request, token)
    const id = idInCookie(request)
    if (id !== undefined) return identifyByCookie(request, id)
  })
}

/** Read the token from where the document's clients put it. */
function tokenOf({ headers }: FastifyRequest): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  const own = headers.jwt ?? headers['x-jwt']
  return bearer ?? (typeof own === 'string' && own !== '' ? own : undefined)
}

async function identifyByCookie(request: FastifyRequest, id: string): Promise<void> {
  const now = request.server.clock()
  const session = await findSession(keyOfSession(id), now)
  if (!session) return
  request.session = session
  request.user = session.user
  await prolong(session, now)
}

async function identifyByToken(request: FastifyRequest, token: string): Promise<void> {
  try {
    const claims = await request.server.accounts.tokens.verify(token)
    await (claims.session === undefined ? identifyByUserId(request, claims) : identifyBySession(request, claims))
  } catch (error) {
    // A public page stays readable with a token that has expired; what needs a user says why there is none.
    if (!(error instanceof NotAuthenticated)) throw error
    request.tokenFault = error.code
  }
}

async function identifyBySession(request: FastifyRequest, { userId, session: key = '' }: Claims): Promise<void> {
  const session = await findSession(key, request.server.clock())
  if (session?.user.id !== userId) throw new NotAuthenticated('invalid_token')
  request.session = session
  request.user = session.user
}

/** Tokens of the original name a user and no session. */
async function identifyByUserId(request: FastifyRequest, { userId, issuedAt }: Claims): Promise<void> {
  const user = await User.objects.filter({ pk: userId }).first()
  const revoked = user?.tokensValidAfter && issuedAt * 1000 <= user.tokensValidAfter.getTime()
  if (!user || user.disabledAt !== null || revoked) throw new NotAuthenticated('invalid_token')
  request.user = user
}
