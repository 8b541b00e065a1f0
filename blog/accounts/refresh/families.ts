import { createHash, createHmac, randomBytes } from 'node:crypto'
import { atomic } from '@inkstone/orm'
import type { FastifyRequest } from 'fastify'
import { NotAuthenticated } from '../../http/problems.ts'
import { deriveKey } from '../../keys.ts'
import { audit } from '../audit/audit.ts'
import type { CurrentSession } from '../session-stores/store.ts'
import { findSession } from '../sessions.ts'
import { RefreshToken } from './models.ts'

/** How long a token that was used still gives the successor that it gave: answers get lost, and two tabs ask at once. */
const grace = 30_000

/** What an exchange gives. */
export interface Exchanged {
  readonly session: CurrentSession
  readonly refreshToken: string
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** Begin the family of a session that no browser holds; its first token. */
export async function beginFamily(request: FastifyRequest, session: CurrentSession): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await store(request, session, token)
  return token
}

/**
 * Exchange a token for its successor. However many ask at once, all get the same one.
 *
 * A token that was used longer ago than the grace was stolen, from its owner or by them: the family ends. Throws
 * {@link NotAuthenticated}.
 */
export async function exchange(request: FastifyRequest, token: string): Promise<Exchanged> {
  const now = request.server.clock()
  const row = await RefreshToken.objects.filter({ digest: digestOf(token) }).first()
  const found = row && (await findSession(request.server, row.session))
  if (!row || found?.user.id !== row.userId) throw new NotAuthenticated('invalid_token')
  if (row.expiresAt.getTime() <= now) throw new NotAuthenticated('token_expired')
  const successor = successorOf(request, token)
  if (!(await claim(request, found.session, row.digest, successor))) {
    await endFamily(request, row)
    throw new NotAuthenticated('invalid_token')
  }
  return { session: found.session, refreshToken: successor }
}

/**
 * Derive the successor of a token: nobody can without our key, and whoever asks again within the grace gets the same
 * without its being stored.
 */
function successorOf({ server }: FastifyRequest, token: string): string {
  return createHmac('sha256', deriveKey(server.settings.secretKey, 'refresh')).update(token).digest('base64url')
}

/** Use a token, or find that it was used within the grace; false when it was used before. */
function claim(request: FastifyRequest, session: CurrentSession, digest: string, successor: string): Promise<boolean> {
  const now = request.server.clock()
  return atomic(async () => {
    const unused = RefreshToken.objects.filter({ digest, usedAt__isnull: true })
    if ((await unused.update({ usedAt: new Date(now) })) === 1) {
      await store(request, session, successor)
      return true
    }
    const row = await RefreshToken.objects.filter({ digest }).first()
    return row?.usedAt != null && now - row.usedAt.getTime() <= grace
  })
}

/** Store a token, and move the end of its session ahead; neither outlives the longest life of a session. */
async function store(request: FastifyRequest, session: CurrentSession, token: string): Promise<void> {
  const { clock, settings, accounts } = request.server
  const now = clock()
  const longest = session.createdAt.getTime() + settings.sessionLifetime * 1000
  const expiresAt = new Date(Math.min(now + settings.sessionIdle * 1000, longest))
  const { key, userId } = session
  const digest = digestOf(token)
  await RefreshToken.objects.create({ digest, session: key, userId, createdAt: new Date(now), expiresAt })
  await accounts.sessions.prolong(key, { seenAt: new Date(now), expiresAt })
}

async function endFamily(request: FastifyRequest, { session, userId }: RefreshToken): Promise<void> {
  await atomic(async () => {
    await audit(request, 'refresh_reused', { user: userId })
    await RefreshToken.objects.filter({ session }).delete()
    await request.server.accounts.sessions.end([session])
  })
}

/** Forget the tokens that have expired; the number of them. */
export async function cleanRefreshTokens(now: number): Promise<number> {
  const [count] = await RefreshToken.objects.filter({ expiresAt__lte: new Date(now) }).delete()
  return count
}
