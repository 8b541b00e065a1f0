import { atomic, Q } from '@inkstone/orm'
import { revokeAll } from '../credentials/revocation.ts'
import { User } from '../models.ts'
import { rolesOf } from '../roles/grants.ts'
import { findSessionOf, revokeLogIns } from '../session-list.ts'
import type { Keeper } from './keeper.ts'

/** How many users are listed at most; who looks for somebody says more of their name. */
const most = 50

/** A user as staff see them. */
export interface ListedUser {
  readonly user: User
  readonly roles: readonly string[]
}

/** List users whose name or address holds a text, the newest first. */
export async function findUsers(text: string): Promise<ListedUser[]> {
  const matching = Q({ name__icontains: text }).or(Q({ email__icontains: text }))
  const users = await User.objects.filter(matching).prefetchRelated('groups').orderBy('-id').slice(0, most)
  return Promise.all([...users].map(async user => ({ user, roles: await rolesOf(user) })))
}

/** Keep a user out: log-ins, tokens and links end at once, and nothing lets them in until they are let in again. */
export async function disableUser({ site, audit }: Keeper, user: User): Promise<void> {
  await atomic(async () => {
    await User.objects.filter({ pk: user.id, disabledAt__isnull: true }).update({ disabledAt: new Date(site.clock()) })
    await revokeAll(site, user.id)
    await audit('user_disabled', user.id)
  })
}

/** Let a user log in again; what was ended stays ended. */
export async function enableUser({ audit }: Keeper, user: User): Promise<void> {
  await atomic(async () => {
    await User.objects.filter({ pk: user.id }).update({ disabledAt: null })
    await audit('user_enabled', user.id)
  })
}

/** End everything by which a user is logged in; the number of sessions. */
export function endLogInsOf({ site, audit }: Keeper, user: User): Promise<number> {
  return atomic(async () => {
    const count = await revokeLogIns(site, user.id)
    await audit('sessions_ended', user.id, { count })
    return count
  })
}

/** End one session of a user. Throws NotFound when they have none of that id. */
export async function endSessionOf({ site, audit }: Keeper, user: User, id: string): Promise<void> {
  const { sessions } = site.accounts
  const { key } = await findSessionOf(sessions, user, id)
  await atomic(async () => {
    await sessions.end([key])
    await audit('session_ended', user.id)
  })
}

/** End everything by which anybody is logged in, whoever asks for it among them; the number of sessions. */
export function endAllLogIns({ site, audit }: Keeper): Promise<number> {
  return atomic(async () => {
    await User.objects.all().update({ tokensValidAfter: new Date(site.clock()) })
    const count = await site.accounts.sessions.clear()
    await audit('all_sessions_ended', null, { count })
    return count
  })
}
