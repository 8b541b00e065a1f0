import { atomic } from '@inkstone/orm'
import type { FastifyRequest } from 'fastify'
import { BadInput } from '../../http/problems.ts'
import { networkOf, spend } from '../../limits/plugin.ts'
import { steady } from '../../limits/policy.ts'
import { audit } from '../audit/audit.ts'
import { requireCaptcha } from '../captcha.ts'
import { forgetFactors } from '../factors/reset.ts'
import { accountKey, findByEmail } from '../identity.ts'
import { writeLink, writeNotice } from '../letters/letters.ts'
import { mayWrite } from '../mail-allowance.ts'
import { User } from '../models.ts'
import { findLink, invalidLink, makeLink, revokeLinks, useLink } from '../one-time-tokens.ts'
import { refuseBreached } from '../registration.ts'
import { revokeAll, revokeUnproven } from './revocation.ts'
import type { ForgottenPassword, NewPassword } from './schemas.ts'

const minute = 60_000
const asked = steady(20, minute)
const used = steady(30, minute)

/**
 * Write a link to the address of a forgotten password, if there is an account. Nothing is said about that: the answer
 * is sent before anything is looked up, so that neither its words nor its time tell (Django CVE-2024-45231).
 */
export async function askForReset(request: FastifyRequest, { email, captcha }: ForgottenPassword): Promise<void> {
  await spend(request.server.limits, ['forgotten', networkOf(request)], asked)
  await requireCaptcha(request, captcha)
  request.server.accounts.background.run(() => writeReset(request, email))
}

async function writeReset(request: FastifyRequest, typed: string): Promise<void> {
  const { server: app, language } = request
  const user = await findByEmail(typed)
  if (!user || user.disabledAt !== null || !(await mayWrite(app, 'reset', accountKey(user.email)))) return
  const { id, name, email } = user
  await atomic(async () => {
    await revokeLinks(id, ['reset'])
    const link = await makeLink('reset', app.clock(), { userId: id, email })
    await audit(request, 'password_reset_requested', { user: id })
    await writeLink(app, 'reset', { name, email, language }, link)
  })
}

/**
 * Set a new password by a link. Everybody who was in the account is put out, its owner gets a letter, and nobody is
 * logged in: a second factor is still asked for, unless nobody had shown so far that the address is theirs.
 *
 * Throws BadInput `invalid_link`, or `invalid` with the fault of the password.
 */
export async function resetPassword(request: FastifyRequest, { token, password }: NewPassword): Promise<void> {
  const { server: app } = request
  await spend(app.limits, ['reset', networkOf(request)], used)
  const link = await findLink('reset', token, app.clock())
  const user = link?.userId ? await User.objects.filter({ pk: link.userId }).first() : undefined
  if (!user || user.disabledAt !== null) throw invalidLink()
  await requireGoodPassword(request, password, user)
  const hash = await app.accounts.passwords.hash(password)
  await atomic(async () => {
    await useLink('reset', token, app.clock())
    await storePassword(request, user, hash, 'password_reset')
    if (user.verifiedAt === null) await takeOver(request, user)
  })
  await app.limits.forgive(['strangers', accountKey(user.email)])
}

/**
 * Give an account whose address was never proven to whoever got the letter: identities and factors may be those of a
 * stranger who registered with it, and a passkey would let that stranger in again.
 */
async function takeOver({ server: app }: FastifyRequest, { id }: User): Promise<void> {
  await revokeUnproven(app, id)
  // Where letters go to the log, the link shows the operator's trust, not the mailbox.
  if (app.settings.mailUrl === null) return
  await forgetFactors(id)
  await User.objects.filter({ pk: id }).update({ verifiedAt: new Date(app.clock()) })
}

/** Throws BadInput `invalid` with what is wrong with a new password of a user. */
export async function requireGoodPassword(request: FastifyRequest, password: string, user: User): Promise<void> {
  const fault = request.server.accounts.policy.faultOf(password, user)
  if (fault) throw new BadInput('invalid', { fields: { password: [fault] } })
  await refuseBreached(request, password)
}

/** Store a new hash, end every session and link, write it down and tell the owner. To be run in a transaction. */
export async function storePassword(
  request: FastifyRequest,
  { id, name, email }: User,
  password: string,
  event: 'password_reset' | 'password_changed',
): Promise<void> {
  const { server: app, language } = request
  await User.objects.filter({ pk: id }).update({ password })
  await revokeAll(app, id)
  await audit(request, event, { user: id })
  await writeNotice(app, 'passwordChanged', { name, email, language })
}
