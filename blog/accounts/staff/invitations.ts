import { atomic } from '@inkstone/orm'
import type { FastifyRequest } from 'fastify'
import { BadInput, NotFound } from '../../http/problems.ts'
import { canonicalEmail } from '../emails.ts'
import { type Invitation, makeInvite } from '../invites.ts'
import { writeLink } from '../letters/letters.ts'
import { addressOf } from '../links.ts'
import { OneTimeToken } from '../models-one-time.ts'
import { keeperOf } from './keeper.ts'

/** Days for which an invitation holds when nothing else is asked for. */
export const usualDays = 14

/** An invitation that was just made: the only moment at which its link is known. */
export interface MadeInvitation {
  readonly link: string
  readonly expiresAt: Date
}

/**
 * Make an invitation. Where it is for an address and letters are sent, the link goes there, too.
 *
 * Throws BadInput for what is no address.
 */
export async function invite(request: FastifyRequest, { email, days }: Invitation): Promise<MadeInvitation> {
  const { server: app, language } = request
  if (email !== undefined && canonicalEmail(email) === null) {
    throw new BadInput('invalid', { fields: { email: [{ code: 'invalid_email' }] } })
  }
  return atomic(async () => {
    const made = await makeInvite(app.clock(), { email, days })
    await keeperOf(request).audit('user_invited', null)
    if (email !== undefined && app.settings.mailUrl !== null) {
      await writeLink(app, 'invite', { name: '', email, language }, made)
    }
    return { link: addressOf(app, '/reg', made.secret), expiresAt: new Date(made.expiresAt) }
  })
}

/** List the invitations that nobody has used yet, the newest first. */
export async function openInvitations(now: number): Promise<OneTimeToken[]> {
  return [...(await unused(now).orderBy('-id'))]
}

/** Withdraw an invitation. Throws NotFound when it was used or never was. */
export async function withdrawInvitation(request: FastifyRequest, id: string): Promise<void> {
  const pk = /^[1-9]\d{0,9}$/.test(id) ? Number(id) : 0
  await atomic(async () => {
    const [count] = await unused(request.server.clock()).filter({ pk }).delete()
    if (count === 0) throw new NotFound()
    await keeperOf(request).audit('invitation_withdrawn', null)
  })
}

function unused(now: number) {
  return OneTimeToken.objects.filter({ purpose: 'invite', usedAt__isnull: true, expiresAt__gt: new Date(now) })
}
