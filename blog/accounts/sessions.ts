import { createHash, randomBytes } from 'node:crypto'
import { atomic } from '@inkstone/orm'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { cookieAttributes, cookieNames } from '../http/cookies.ts'
import { rotateCsrf, sessionSecret } from '../http/csrf.ts'
import { audit } from './audit/audit.ts'
import { Session, type User } from './models.ts'

const hour = 3_600_000
const day = 24 * hour
/** A browser's session ends after this much silence, and in any case after its longest life; milliseconds. */
const idleTime = 7 * day
const longestLife = 30 * day

/** A session that is made and not yet known to the browser. */
export interface NewSession {
  readonly row: Session
  /** The secret that goes into the cookie; undefined for a session that only a token knows. */
  readonly id: string | undefined
}

/** Give the key under which a session is stored: whoever reads the database cannot log in with it. */
export function keyOfSession(id: string): string {
  return createHash('sha256').update(id).digest('hex')
}

/**
 * Store a session for a user: for the browser when the request came from one of our pages, else for its token alone.
 *
 * To be run in the transaction of whatever logs the user in; {@link handOver} tells the browser afterwards.
 */
export async function openSession(request: FastifyRequest, user: User): Promise<NewSession> {
  const { clock, settings } = request.server
  const now = clock()
  const cookie = request.csrfVerified
  const id = randomBytes(32).toString('base64url')
  const life = cookie ? idleTime : settings.authExpire * 1000
  const row = await Session.objects.create({
    key: keyOfSession(id),
    user,
    cookie,
    createdAt: new Date(now),
    expiresAt: new Date(now + life),
  })
  return { row, id: cookie ? id : undefined }
}

/** Give the browser its new session, end the one that it had, and change the CSRF secret. */
export async function handOver(request: FastifyRequest, reply: FastifyReply, session: NewSession): Promise<void> {
  if (session.id === undefined) return
  const name = cookieNames(request.server.settings).session
  await endSessions([idInCookie(request)])
  const attributes = { ...cookieAttributes(request), httpOnly: true, maxAge: longestLife / 1000 }
  reply.setCookie(name, session.id, attributes)
  rotateCsrf(request, sessionSecret(request.server, session.id))
}

/** End the sessions of a request, by cookie and by token, and let the browser forget. */
export async function closeSession(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const id = idInCookie(request)
  await atomic(async () => {
    if (request.user) await audit(request, 'logged_out')
    await endSessions([id], request.session?.key)
  })
  request.user = null
  request.session = null
  if (id === undefined) return
  reply.clearCookie(cookieNames(request.server.settings).session, { ...cookieAttributes(request), httpOnly: true })
  reply.header('clear-site-data', '"storage"')
  rotateCsrf(request)
}

async function endSessions(ids: readonly (string | undefined)[], key?: string): Promise<void> {
  const keys = ids.filter(id => id !== undefined).map(keyOfSession)
  if (key !== undefined) keys.push(key)
  if (keys.length > 0) await Session.objects.filter({ key__in: keys }).delete()
}

/** Read the session's id from its cookie; a text that no session of ours can have counts as none. */
export function idInCookie(request: FastifyRequest): string | undefined {
  const id = request.cookies[cookieNames(request.server.settings).session]
  return id !== undefined && /^[\w-]{43}$/.test(id) ? id : undefined
}

/** Find a session that has not expired, with its user; null when there is none or its user may not log in. */
export async function findSession(key: string, now: number): Promise<(Session & { user: User }) | null> {
  const found = await Session.objects.selectRelated('user').filter({ key }).first()
  if (!found || found.expiresAt.getTime() <= now || found.user.disabledAt !== null) return null
  return found
}

/** Move the end of an active browser's session ahead, at most once an hour; an ended session stays ended. */
export async function prolong(session: Session, now: number): Promise<void> {
  const end = Math.min(now + idleTime, session.createdAt.getTime() + longestLife)
  if (!session.cookie || end - session.expiresAt.getTime() < hour) return
  await Session.objects.filter({ key: session.key }).update({ expiresAt: new Date(end) })
}

/** Delete the sessions that have expired; the number of them. */
async function clearSessions(now: number): Promise<number> {
  const [count] = await Session.objects.filter({ expiresAt__lte: new Date(now) }).delete()
  return count
}

/** Delete expired sessions now and every hour until the application closes. */
export function cleanUpSessions(app: FastifyInstance): void {
  const clean = () => clearSessions(app.clock()).catch(err => app.log.error({ err }, 'cleaning up failed'))
  const timer = setInterval(clean, hour).unref()
  app.addHook('onReady', async () => void clean())
  app.addHook('onClose', async () => clearInterval(timer))
}
