import { revokeLinks } from '../one-time-tokens.ts'
import { Identity } from '../providers/models.ts'
import { type LogIns, revokeLogIns } from '../session-list.ts'

/**
 * End everything by which somebody may be in an account: sessions, tokens, links under way, pending changes of e-mail.
 *
 * To be run in the transaction of what makes it necessary: a new password, a new address, the first proof of the old
 * one ("pre-account hijacking": who registered somebody else's address must not stay in).
 */
export async function revokeAll(site: LogIns, userId: number): Promise<void> {
  await revokeLogIns(site, userId)
  await revokeLinks(userId, ['verify', 'reset', 'email', 'second_factor'])
}

/**
 * The same when the address is proven for the first time: identities that were linked before go, too, since whoever
 * registered somebody else's address may have linked one of their own.
 */
export async function revokeUnproven(site: LogIns, userId: number): Promise<void> {
  await Identity.objects.filter({ userId }).delete()
  await revokeAll(site, userId)
}
