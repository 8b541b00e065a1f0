import { atomic } from '@inkstone/orm'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { BadInput } from '../../http/problems.ts'
import { audit } from '../audit/audit.ts'
import { letIn } from '../factors/second-factor.ts'
import { countGuess } from '../guesses.ts'
import { accountKey, spellAdopted } from '../identity.ts'
import { writeLink } from '../letters/letters.ts'
import type { LoggedIn } from '../login.ts'
import { mayWrite } from '../mail-allowance.ts'
import { User } from '../models.ts'
import type { OneTimeToken } from '../models-one-time.ts'
import { findLink, invalidLink, makeLink, revokeLinks, useLink } from '../one-time-tokens.ts'
import { requireUser } from '../permissions.ts'
import { emailTaken, isTaken, type NewUser, welcome } from '../registration.ts'
import { revokeUnproven } from './revocation.ts'
import type { Confirmation } from './schemas.ts'

/**
 * Show that mail to an address arrives, by its link and the password that was chosen with it, and log in.
 *
 * The password is asked for because the link alone shows the mailbox, not who registered: a stranger who registered
 * somebody else's address would otherwise have it confirmed by its owner. Throws BadInput `invalid_link` for a link that
 * does not work, `bad_credentials` for another password.
 */
export async function confirmAddress(
  request: FastifyRequest,
  reply: FastifyReply,
  { token, password }: Confirmation,
): Promise<LoggedIn> {
  const { accounts, clock } = request.server
  const link = await findLink('verify', token, clock())
  const guess = await countGuess(request, accountKey(link?.email ?? ''))
  const user = link?.userId ? await User.objects.filter({ pk: link.userId }).first() : undefined
  const stored = user ? (user.disabledAt === null ? user.password : null) : pendingUser(link)?.password
  const fits = await accounts.passwords.verify(password, stored ?? null)
  if (!link) throw invalidLink()
  if (!fits) throw new BadInput('bad_credentials', { fields: { password: [{ code: 'wrong_password' }] } })
  await guess.right()
  if (user) await verify(request, user, token)
  return user ? letIn(request, reply, user, { method: 'password' }) : finish(request, pendingUser(link), token)
}

/** What a registration that waits for its confirmation will become; undefined where the link is about a user. */
function pendingUser(link: OneTimeToken | undefined): NewUser | undefined {
  return typeof link?.payload === 'string' ? (JSON.parse(link.payload) as NewUser) : undefined // written by registration.ts
}

/** Make the user whose registration was waiting. Of two who waited for one address, the first to come gets it. */
async function finish(request: FastifyRequest, pending: NewUser | undefined, token: string): Promise<LoggedIn> {
  if (!pending) throw invalidLink()
  const now = request.server.clock()
  const moment = new Date(now)
  try {
    return await atomic(async () => {
      await useLink('verify', token, now)
      await spellAdopted(pending.emailCanonical)
      const user = await User.objects.create({ ...pending, joinedAt: moment, verifiedAt: moment })
      return { user, session: await welcome(request, user) }
    })
  } catch (error) {
    throw isTaken(error) ? emailTaken(error) : error
  }
}

/** Note that a user's address is theirs. The first time, whoever else was in the account is put out. */
async function verify(request: FastifyRequest, user: User, token: string): Promise<void> {
  const app = request.server
  await atomic(async () => {
    await useLink('verify', token, app.clock())
    await User.objects.filter({ pk: user.id }).update({ verifiedAt: new Date(app.clock()) })
    await audit(request, 'email_verified', { user: user.id })
    if (user.verifiedAt === null) await revokeUnproven(app, user.id)
  })
}

/** Write to the address of who asks, so that they can show that it is theirs. Earlier links stop working. */
export async function askForConfirmation(request: FastifyRequest): Promise<void> {
  const { server: app, language } = request
  const { id, name, email } = requireUser(request)
  if (!(await mayWrite(app, 'verify', accountKey(email)))) return
  await atomic(async () => {
    await revokeLinks(id, ['verify'])
    const link = await makeLink('verify', app.clock(), { userId: id, email })
    await writeLink(app, 'confirm', { name, email, language }, link)
  })
}
