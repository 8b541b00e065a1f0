import { atomic, ProtectedError } from '@inkstone/orm'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { BadInput } from '../../http/problems.ts'
import { ApiToken } from '../api-tokens/models.ts'
import { audit } from '../audit/audit.ts'
import { AuditEvent } from '../audit/models.ts'
import { requireConfirmed, requirePasswordAgain } from '../confirmation/confirmation.ts'
import { listFactors } from '../factors/list.ts'
import { User } from '../models.ts'
import { requireUser } from '../permissions.ts'
import { listIdentities } from '../providers/linking.ts'
import { listSessions } from '../session-list.ts'
import { forgetSession } from '../sessions.ts'

/** Lets a browser keep an export as a file. */
export const exportName = 'attachment; filename="inkstone-account.json"'

/**
 * Gather everything that is stored about the user who asks; no hash, no digest and no secret among it.
 *
 * Throws Forbidden `confirmation_required`.
 */
export async function exportAccount(request: FastifyRequest): Promise<Record<string, unknown>> {
  const { id, name, email, joinedAt, verifiedAt } = requireConfirmed(request).user
  const tokens = ApiToken.objects.filter({ userId: id })
  const events = AuditEvent.objects.filter({ userId: id })
  const account = {
    user: { id, name, email, joined_at: joinedAt, verified_at: verifiedAt },
    sessions: await listSessions(request),
    api_tokens: await tokens.values('id', 'name', 'hint', 'scopes', 'createdAt', 'expiresAt', 'usedAt'),
    second_factors: await listFactors(request),
    identities: await listIdentities(request),
    events: await events.values('at', 'event', 'address', 'device', 'details'),
  }
  const { belongings } = request.server.accounts
  const parts = await Promise.all(belongings.map(async part => [part.name, await part.read(id)] as const))
  return { ...account, ...Object.fromEntries(parts) }
}

/** Count what stands in the way of deleting the account of who asks, by part. */
export async function obstaclesOf(request: FastifyRequest): Promise<readonly { name: string; count: number }[]> {
  const { id } = requireUser(request)
  const parts = request.server.accounts.belongings
  const counts = await Promise.all(
    parts.map(async ({ name, countProtected }) => ({ name, count: await countProtected(id) })),
  )
  return counts.filter(({ count }) => count > 0)
}

/**
 * Delete the account of who asks, with everything that ends with it. The password is asked for again.
 *
 * Throws BadInput `wrong_password`, or `account_has_posts` while something refers to it that is not to be lost: the
 * database decides (PROTECT), so that a post published meanwhile counts.
 */
export async function deleteAccount(request: FastifyRequest, reply: FastifyReply, password?: string): Promise<void> {
  const { id } = await requirePasswordAgain(request, password, 'password')
  try {
    await atomic(async () => {
      await audit(request, 'account_deleted')
      await request.server.accounts.sessions.endAll(id)
      await User.objects.filter({ pk: id }).delete()
    })
  } catch (cause) {
    if (cause instanceof ProtectedError) throw new BadInput('account_has_posts', { cause })
    throw cause
  }
  forgetSession(request, reply)
}
