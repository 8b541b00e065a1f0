import { atomic } from '@inkstone/orm'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../http/context.ts'
import { NotFound } from '../http/problems.ts'
import { audit } from './audit/audit.ts'
import { deviceName } from './audit/device-name.ts'
import { requireConfirmed } from './confirmation/confirmation.ts'
import { User } from './models.ts'
import { requireUser } from './permissions.ts'
import type { SessionStore, StoredSession } from './session-stores/store.ts'
import { forgetSession } from './sessions.ts'

/** A session as its user sees it. */
export interface ListedSession {
  readonly id: string
  readonly current: boolean
  /** Whether a program holds it by a token, rather than a browser by a cookie. */
  readonly program: boolean
  readonly device: string | null
  readonly address: string | null
  readonly createdAt: Date
  readonly seenAt: Date | null
  readonly expiresAt: Date
}

/** Name a session for its owner: the beginning of its key, which tells two sessions of a user apart. */
function idOf({ key }: StoredSession): string {
  return key.slice(0, 16)
}

/** List where a user is logged in, the newest first: whoever asks, unless it is asked about somebody else. */
export async function listSessions(request: FastifyRequest, { id } = requireUser(request)): Promise<ListedSession[]> {
  const now = request.server.clock()
  const sessions = await request.server.accounts.sessions.ofUser(id)
  return sessions
    .filter(session => session.expiresAt.getTime() > now)
    .map(session => ({
      id: idOf(session),
      current: session.key === request.session?.key,
      program: !session.cookie,
      device: session.device === null ? null : deviceName(session.device),
      address: session.address,
      createdAt: session.createdAt,
      seenAt: session.seenAt,
      expiresAt: session.expiresAt,
    }))
}

/**
 * End one session of the user who asks; for another than their own they have to have confirmed who they are.
 *
 * @throws NotFound when they have none of that id; Forbidden `confirmation_required`.
 */
export async function endSession(request: FastifyRequest, reply: FastifyReply, id: string): Promise<void> {
  const { sessions } = request.server.accounts
  const session = await findSessionOf(sessions, requireUser(request), id)
  const own = session.key === request.session?.key
  if (!own) requireConfirmed(request)
  await atomic(async () => {
    await audit(request, 'session_ended')
    await sessions.end([session.key])
  })
  if (own) forgetSession(request, reply)
}

/** Find a session of a user by the id under which it is listed. @throws NotFound when they have none of that id. */
export async function findSessionOf(sessions: SessionStore, { id: userId }: { readonly id: number }, id: string) {
  const session = (await sessions.ofUser(userId)).find(candidate => idOf(candidate) === id)
  if (!session) throw new NotFound()
  return session
}

/** End all sessions of the user who asks but the one that asks; the number of them. @throws Forbidden unless confirmed. */
export async function endOtherSessions(request: FastifyRequest): Promise<number> {
  const { user } = requireConfirmed(request)
  return atomic(async () => {
    const count = await request.server.accounts.sessions.endAll(user.id, request.session?.key)
    await audit(request, 'sessions_ended', { count })
    return count
  })
}

/** End everything by which the user who asks is logged in; the number of sessions. @throws Forbidden unless confirmed. */
export async function endAllSessions(request: FastifyRequest, reply: FastifyReply): Promise<number> {
  const { user } = requireConfirmed(request)
  const count = await atomic(async () => {
    const ended = await revokeLogIns(request.server, user.id)
    await audit(request, 'sessions_ended', { count: ended })
    return ended
  })
  forgetSession(request, reply)
  return count
}

/** Where log-ins are ended: the application, or what a command has of it. */
export interface LogIns {
  readonly clock: Clock
  readonly accounts: { readonly sessions: SessionStore }
}

/**
 * End all sessions of a user, and refuse every token made so far, those of the original among them; the number of
 * sessions. For whoever ends the log-ins of somebody: their owner, a reset, an administrator.
 */
export async function revokeLogIns({ clock, accounts }: LogIns, userId: number): Promise<number> {
  await User.objects.filter({ pk: userId }).update({ tokensValidAfter: new Date(clock()) })
  return accounts.sessions.endAll(userId)
}
