import type { FastifyInstance, FastifyRequest } from 'fastify'
import { NotAuthenticated } from '../http/problems.ts'
import { findApiToken, isApiToken } from './api-tokens/store.ts'
import { factorsOf } from './factors/shown.ts'
import { User } from './models.ts'
import type { CurrentSession } from './session-stores/store.ts'
import { findSession, idInCookie, keyOfSession, prolong } from './sessions.ts'
import type { Claims } from './tokens.ts'

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
  app.addHook('onRequest', (request, _reply, done) => {
    const identified = identify(request)
    if (identified === undefined) done()
    else identified.then(() => done(), done)
  })
}

/** Look the user of a request up; undefined at once for a visitor. */
function identify(request: FastifyRequest): Promise<void> | undefined {
  const token = tokenOf(request)
  if (token !== undefined)
    return isApiToken(token) ? identifyByApiToken(request, token) : identifyByToken(request, token)
  const id = idInCookie(request)
  return id === undefined ? undefined : identifyByCookie(request, id)
}

/** Read the token from where the document's clients put it. */
function tokenOf({ headers }: FastifyRequest): string | undefined {
  const { authorization } = headers
  const bearer = authorization === undefined ? undefined : /^Bearer +(\S+)$/i.exec(authorization)?.[1]
  const own = headers.jwt ?? headers['x-jwt']
  return bearer ?? (typeof own === 'string' && own !== '' ? own : undefined)
}

async function identifyByCookie(request: FastifyRequest, id: string): Promise<void> {
  const found = await findSession(request.server, keyOfSession(id))
  if (!found) return
  request.session = found.session
  request.user = found.user
  await prolong(request.server, found.session)
}

/** A token for programs stands for its user only where the address names a scope that it has. */
async function identifyByApiToken(request: FastifyRequest, token: string): Promise<void> {
  const found = await findApiToken(request.server, token)
  const { scope } = request.routeOptions.config
  if (found && scope !== undefined && found.scopes.includes(scope)) request.user = found.user
  else request.tokenFault = found ? 'insufficient_scope' : 'invalid_token'
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
  const found = await findSession(request.server, key)
  if (found?.user.id !== userId) throw new NotAuthenticated('invalid_token')
  request.session = found.session
  request.user = found.user
}

/**
 * Tokens of the original name a user and no session. Nobody showed a second factor for one, so that they are worth
 * nothing where one is enrolled.
 */
async function identifyByUserId(request: FastifyRequest, { userId, issuedAt }: Claims): Promise<void> {
  const user = await User.objects.filter({ pk: userId }).first()
  const revoked = user?.tokensValidAfter && issuedAt * 1000 <= user.tokensValidAfter.getTime()
  if (!user || user.disabledAt !== null || revoked) throw new NotAuthenticated('invalid_token')
  if ((await factorsOf(user.id)).length > 0) throw new NotAuthenticated('invalid_token')
  request.user = user
}
