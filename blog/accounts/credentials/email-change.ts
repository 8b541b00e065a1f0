import { atomic } from '@inkstone/orm'
import type { FastifyRequest } from 'fastify'
import { BadInput } from '../../http/problems.ts'
import { networkOf, spend } from '../../limits/plugin.ts'
import { steady } from '../../limits/policy.ts'
import { audit } from '../audit/audit.ts'
import { requirePasswordAgain } from '../confirmation/confirmation.ts'
import { canonicalEmail } from '../emails.ts'
import { accountKey, spellAdopted } from '../identity.ts'
import { writeLink, writeNotice } from '../letters/letters.ts'
import { mayWrite } from '../mail-allowance.ts'
import { User } from '../models.ts'
import { findLink, invalidLink, makeLink, revokeLinks, useLink } from '../one-time-tokens.ts'
import { emailTaken, faultOfEmail, isTaken } from '../registration.ts'
import { revokeAll } from './revocation.ts'
import type { EmailChange } from './schemas.ts'

const perNetwork = steady(30, 60_000)

/**
 * Write to a new address, which becomes that of the account once its link is used; until then nothing changes. The old
 * address is told. Whether the new one has an account is not: its index decides when the link is used.
 */
export async function askForEmailChange(request: FastifyRequest, data: EmailChange): Promise<void> {
  const { server: app, language } = request
  const fault = faultOfEmail(data.email, canonicalEmail(data.email))
  if (fault) throw new BadInput('invalid', { fields: { email: [fault] } })
  const { id, name, email: old } = await requirePasswordAgain(request, data.password, 'password')
  const email = data.email.trim()
  if (!(await mayWrite(app, 'email', accountKey(email))) || !(await mayWrite(app, 'email-of', accountKey(old)))) return
  await atomic(async () => {
    await revokeLinks(id, ['email'])
    const link = await makeLink('email', app.clock(), { userId: id, email })
    await audit(request, 'email_change_requested')
    await writeLink(app, 'email', { name, email, language }, link)
    await writeNotice(app, 'emailRequested', { name, email: old, language }, email)
  })
}

/**
 * Make the address that a link went to that of its account. Other sessions end, and the old address is told.
 *
 * Throws BadInput `invalid_link`, or `email_taken` when somebody else has the address by now.
 */
export async function changeEmail(request: FastifyRequest, token: string): Promise<void> {
  const { server: app, language } = request
  await spend(app.limits, ['email', networkOf(request)], perNetwork)
  const link = await findLink('email', token, app.clock())
  const user = link?.userId ? await User.objects.filter({ pk: link.userId }).first() : undefined
  const email = link?.email
  if (!user || user.disabledAt !== null || email == null) throw invalidLink()
  try {
    await atomic(async () => {
      await useLink('email', token, app.clock())
      const emailCanonical = canonicalEmail(email)
      await spellAdopted(emailCanonical ?? '')
      const values = { email, emailCanonical, verifiedAt: new Date(app.clock()) }
      await User.objects.filter({ pk: user.id }).update(values)
      await revokeAll(app, user.id)
      await audit(request, 'email_changed', { user: user.id })
      await writeNotice(app, 'emailChanged', { name: user.name, email: user.email, language }, email)
    })
  } catch (error) {
    throw isTaken(error) ? emailTaken(error) : error
  }
}
