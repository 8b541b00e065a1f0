import { atomic } from '@inkstone/orm'
import type { FastifyRequest } from 'fastify'
import { BadInput, Forbidden, NotFound } from '../../http/problems.ts'
import type { Provider } from '../../settings.ts'
import { audit } from '../audit/audit.ts'
import { requireConfirmed } from '../confirmation/confirmation.ts'
import { Passkey } from '../factors/models.ts'
import { factorsOf } from '../factors/shown.ts'
import { writeNotice } from '../letters/letters.ts'
import type { LoggedIn } from '../login.ts'
import { User } from '../models.ts'
import { hasPassword } from '../passwords.ts'
import { requireUser } from '../permissions.ts'
import { renewSession } from '../sessions.ts'
import type { Returned } from './attempts.ts'
import { Identity } from './models.ts'
import type { ShownIdentity } from './shown.ts'

/** An identity as its owner sees it. */
export interface OwnIdentity {
  readonly id: number
  readonly issuer: string
  /** What users call the provider; its address when the settings no longer name it. */
  readonly title: string
  readonly email: string | null
  readonly createdAt: Date
  readonly usedAt: Date | null
}

/** List the identities that are linked to who asks. */
export async function listIdentities(request: FastifyRequest): Promise<OwnIdentity[]> {
  const providers = request.server.accounts.providers.all
  const rows = await Identity.objects.filter({ user: requireUser(request) })
  return [...rows].map(({ id, issuer, email, createdAt, usedAt }) => {
    const title = providers.find(provider => provider.issuer === issuer)?.title ?? issuer
    return { id, issuer, title, email, createdAt, usedAt }
  })
}

/** Give the providers by which who asks may show who they are. */
export async function linkedProviders(request: FastifyRequest): Promise<readonly Provider[]> {
  const issuers = new Set((await listIdentities(request)).map(({ issuer }) => issuer))
  return request.server.accounts.providers.all.filter(({ issuer }) => issuers.has(issuer))
}

/**
 * Link an identity to the user who went to the provider for it and is still the one who asks.
 *
 * Throws BadInput `sign_in_lapsed` for somebody else, `identity_taken` when it is linked to another account.
 */
export async function link(request: FastifyRequest, returned: Returned, shown: ShownIdentity): Promise<void> {
  const user = requireSame(request, returned)
  const { issuer, subject, email = null } = shown
  const { server: app, language } = request
  const now = new Date(app.clock())
  await atomic(async () => {
    const values = { user, email, createdAt: now }
    const [identity, made] = await Identity.objects.getOrCreate({ issuer, subject }, values)
    if (identity.userId !== user.id) throw new BadInput('identity_taken')
    if (!made) return
    await audit(request, 'identity_linked', { name: issuer })
    await writeNotice(app, 'identityLinked', { name: user.name, email: user.email, language }, issuer)
  })
}

/**
 * Take an identity away from who asks.
 *
 * Throws Forbidden `confirmation_required`, NotFound, BadInput `last_way_in` when nothing else would let them in.
 */
export async function unlink(request: FastifyRequest, id: string): Promise<void> {
  const { user } = requireConfirmed(request)
  const { server: app, language } = request
  const pk = /^[1-9]\d{0,9}$/.test(id) ? Number(id) : 0
  await atomic(async () => {
    // Taken first, so that of two who unlink at once the second sees what the first left.
    await User.objects.filter({ pk: user.id }).update({ name: user.name })
    const identity = await Identity.objects.filter({ user, pk }).first()
    if (!identity) throw new NotFound()
    if (!(await hasOtherWay(user, identity))) throw new BadInput('last_way_in')
    await identity.delete()
    await audit(request, 'identity_unlinked', { name: identity.issuer })
    await writeNotice(app, 'identityUnlinked', { name: user.name, email: user.email, language }, identity.issuer)
  })
}

async function hasOtherWay(user: User, { id }: Identity): Promise<boolean> {
  if (hasPassword(user)) return true
  const others = await Identity.objects.filter({ user }).exclude({ pk: id }).exists()
  return others || Passkey.objects.filter({ user }).exists()
}

/** Milliseconds by which a provider's clock may be behind ours. */
const clocksDiffer = 30_000

/**
 * Confirm who somebody is by an identity that is linked to them, to which they logged in anew: not before they were sent
 * away. Who has a second factor here shows it at a log-in, unless the provider's word is enough.
 *
 * Throws BadInput `sign_in_lapsed`, `sign_in_not_fresh`, Forbidden `log_in_again`.
 */
export async function confirmBy(
  request: FastifyRequest,
  { trusted }: Provider,
  returned: Returned,
  { issuer, subject, authenticatedAt }: ShownIdentity,
): Promise<LoggedIn> {
  const user = requireSame(request, returned)
  const fresh = authenticatedAt !== undefined && authenticatedAt.getTime() >= returned.began.getTime() - clocksDiffer
  if (!fresh) throw new BadInput('sign_in_not_fresh')
  const { session } = request
  const linked = await Identity.objects.filter({ user, issuer, subject }).exists()
  if (!linked || !session) throw new BadInput('sign_in_lapsed')
  if (!trusted && (await factorsOf(user.id)).length > 0) throw new Forbidden('log_in_again')
  return atomic(async () => {
    await audit(request, 'confirmed', { method: issuer })
    return { user, session: await renewSession(request, user, session) }
  })
}

function requireSame(request: FastifyRequest, { userId }: Returned): User {
  const user = requireUser(request)
  if (user.id !== userId) throw new BadInput('sign_in_lapsed')
  return user
}
