import type { FastifyReply, FastifyRequest } from 'fastify'
import { BadInput } from '../../http/problems.ts'
import type { Provider } from '../../settings.ts'
import { audit } from '../audit/audit.ts'
import { begin, letIn } from '../factors/second-factor.ts'
import { findByEmail } from '../identity.ts'
import type { LoggedIn } from '../login.ts'
import type { User } from '../models.ts'
import type { Attempt } from './attempts.ts'
import { join, joinByLetter } from './joining.ts'
import { Identity } from './models.ts'
import type { ShownIdentity } from './shown.ts'

/**
 * Log in whom a provider vouches for: the user to whom the identity was linked, or a new one where the site takes new
 * users. Nobody is found by address: an account that is there already has to be logged in to before it is linked.
 *
 * `'letter'` when a letter to the address comes first, since the provider does not vouch for it. Throws BadInput, Forbidden
 * as registering does, NotAuthenticated `second_factor_required`.
 */
export async function enterAs(
  request: FastifyRequest,
  reply: FastifyReply,
  provider: Provider,
  shown: ShownIdentity,
  { invite, next }: Attempt,
): Promise<LoggedIn | 'letter'> {
  const { issuer, subject } = shown
  const identity = await Identity.objects.selectRelated('user').filter({ issuer, subject }).first()
  if (identity) return enterAgain(request, reply, provider, identity, { at: confirmationOf(request, shown), next })
  if (!shown.emailVerified) return joinByLetter(request, reply, shown, invite)
  if (shown.email !== undefined && (await findByEmail(shown.email))) throw await hasAccount(request)
  return join(request, shown, invite)
}

async function enterAgain(
  request: FastifyRequest,
  reply: FastifyReply,
  { trusted }: Provider,
  { id, user, issuer }: Identity & { readonly user: User },
  { at, next }: { readonly at: Date | null; readonly next: string },
): Promise<LoggedIn> {
  if (!user.isActive) {
    await audit(request, 'login_failed', { user: user.id, method: issuer })
    throw new BadInput('bad_credentials', { sentence: 'sign_in_invalid' })
  }
  await Identity.objects.filter({ pk: id }).update({ usedAt: new Date(request.server.clock()) })
  const entrance = { method: issuer, at }
  return trusted ? begin(request, user, entrance) : letIn(request, reply, user, { ...entrance, next })
}

/** Whoever was logged in at the provider already has not shown who they are now, but then; null where it is silent. */
function confirmationOf({ server }: FastifyRequest, { authenticatedAt }: ShownIdentity): Date | null {
  return authenticatedAt ? new Date(Math.min(authenticatedAt.getTime(), server.clock())) : null
}

/** The refusal of somebody whose address has an account that they have not shown to be theirs. */
async function hasAccount(request: FastifyRequest): Promise<BadInput> {
  await audit(request, 'registration_refused', { user: null, reason: 'email_taken' })
  return new BadInput('identity_not_linked')
}
