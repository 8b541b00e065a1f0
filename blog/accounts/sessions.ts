import { createHash, randomBytes } from 'node:crypto'
import { atomic } from '@inkstone/orm'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { cookieAttributes, cookieNames } from '../http/cookies.ts'
import { rotateCsrf, sessionSecret } from '../http/csrf.ts'
import { audit } from './audit/audit.ts'
import { callerOf } from './audit/caller.ts'
import type { User } from './models.ts'
import { RefreshToken } from './refresh/models.ts'
import type { CurrentSession, FoundSession, StoredSession } from './session-stores/store.ts'

const hour = 3_600_000

/** A session that is made and not yet known to the browser. */
export interface NewSession {
  readonly row: StoredSession
  /** The secret that goes into the cookie; undefined for a session that only a token knows. */
  readonly id: string | undefined
}

/** How a session differs from the usual one of its request. */
interface SessionWish {
  /** Whether a browser is to hold it. */
  readonly cookie?: boolean
  /** When it ends at the earliest. */
  readonly until?: Date
  /** When the user last showed who they are, where that was not now; null where nobody knows. */
  readonly confirmedAt?: Date | null
}

/** Give the key under which a session is stored: whoever reads the store cannot log in with it. */
export function keyOfSession(id: string): string {
  return createHash('sha256').update(id).digest('hex')
}

/**
 * Store a session for a user: for the browser when the request came from one of our pages, else for its token alone.
 *
 * To be run in the transaction of whatever logs the user in; {@link handOver} tells the browser afterwards.
 */
export async function openSession(request: FastifyRequest, user: User, wish: SessionWish = {}): Promise<NewSession> {
  const { clock, settings, accounts } = request.server
  const now = new Date(clock())
  const { cookie = fromOurPages(request), until = now, confirmedAt = now } = wish
  const id = randomBytes(32).toString('base64url')
  const life = cookie ? Math.min(settings.sessionIdle, settings.sessionLifetime) : settings.authExpire
  const row: StoredSession = {
    key: keyOfSession(id),
    userId: user.id,
    cookie,
    createdAt: now,
    expiresAt: new Date(Math.max(until.getTime(), now.getTime() + life * 1000)),
    seenAt: now,
    confirmedAt,
    ...callerOf(request),
  }
  await accounts.sessions.add(row)
  return { row, id: cookie ? id : undefined }
}

/** Tell whether a request came from one of our pages, so that a browser keeps what it is answered. */
export function fromOurPages(request: FastifyRequest): boolean {
  return request.csrfVerified && !request.routeOptions.config.program
}

/**
 * Replace the session of a request by a new one of the same kind: whoever learned its secret is out. The refresh tokens
 * of a program go along. To be run in a transaction; {@link handOver} tells the browser afterwards.
 */
export async function renewSession(request: FastifyRequest, user: User, old: CurrentSession): Promise<NewSession> {
  const renewed = await openSession(request, user, { cookie: old.cookie, until: old.expiresAt })
  await RefreshToken.objects.filter({ session: old.key }).update({ session: renewed.row.key })
  await request.server.accounts.sessions.end([old.key])
  return renewed
}

/** Give the browser its new session, end the one that it had, and change the CSRF secret. */
export async function handOver(request: FastifyRequest, reply: FastifyReply, session: NewSession): Promise<void> {
  if (session.id === undefined) return
  const { settings } = request.server
  await endSessions(request, [idInCookie(request)])
  const attributes = { ...cookieAttributes(request), httpOnly: true, maxAge: settings.sessionLifetime }
  reply.setCookie(cookieNames(settings).session, session.id, attributes)
  rotateCsrf(request, sessionSecret(request.server, session.id))
}

/** End the sessions of a request, by cookie and by token, and let the browser forget. */
export async function closeSession(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const id = idInCookie(request)
  await atomic(async () => {
    if (request.user) await audit(request, 'logged_out')
    await endSessions(request, [id], request.session?.key)
  })
  forgetSession(request, reply)
}

/** Let the request and the browser forget a session that was ended. */
export function forgetSession(request: FastifyRequest, reply: FastifyReply): void {
  request.user = null
  request.session = null
  if (idInCookie(request) === undefined) return
  reply.clearCookie(cookieNames(request.server.settings).session, { ...cookieAttributes(request), httpOnly: true })
  reply.header('clear-site-data', '"storage"')
  rotateCsrf(request)
}

async function endSessions(request: FastifyRequest, ids: readonly (string | undefined)[], key?: string): Promise<void> {
  const keys = ids.filter(id => id !== undefined).map(keyOfSession)
  if (key !== undefined) keys.push(key)
  await request.server.accounts.sessions.end(keys)
}

/** Read the session's id from its cookie; a text that no session of ours can have counts as none. */
export function idInCookie(request: FastifyRequest): string | undefined {
  const id = request.cookies[cookieNames(request.server.settings).session]
  return id !== undefined && /^[\w-]{43}$/.test(id) ? id : undefined
}

/** Find a session that holds, with its user; null when there is none or its user may not log in. */
export async function findSession(app: FastifyInstance, key: string): Promise<FoundSession | null> {
  const found = await app.accounts.sessions.find(key)
  if (!found || found.session.expiresAt.getTime() <= app.clock() || found.user.disabledAt !== null) return null
  const { tokensValidAfter } = found.user
  // A session of that very moment is the one that whoever ended the others was given instead.
  return tokensValidAfter && found.session.createdAt < tokensValidAfter ? null : found
}

/** Move the end of an active browser's session ahead, at most once an hour; an ended session stays ended. */
export async function prolong(app: FastifyInstance, session: CurrentSession): Promise<void> {
  if (!session.cookie) return
  const { sessionIdle, sessionLifetime } = app.settings
  const now = app.clock()
  const end = Math.min(now + sessionIdle * 1000, session.createdAt.getTime() + sessionLifetime * 1000)
  const step = Math.min(hour, sessionIdle * 100)
  if (end - session.expiresAt.getTime() < step) return
  await app.accounts.sessions.prolong(session.key, { seenAt: new Date(now), expiresAt: new Date(end) })
}
