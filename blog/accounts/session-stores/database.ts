import { Session } from '../models.ts'
import type { FoundSession, SessionStore, StoredSession } from './store.ts'

/** Every request of somebody who is logged in reads one: what only the list of sessions shows stays unread. */
const sessionsWithUser = Session.objects.selectRelated('user').defer('seenAt', 'address', 'device')

/** Keeps sessions in the database, in the transaction of whatever opens or ends them. */
export class DatabaseSessions implements SessionStore {
  async add(session: StoredSession): Promise<void> {
    await Session.objects.create({ ...session })
  }

  async find(key: string): Promise<FoundSession | null> {
    const session = await sessionsWithUser.filter({ key }).first()
    return session ? { session, user: session.user } : null
  }

  async prolong(key: string, times: { readonly seenAt: Date; readonly expiresAt: Date }): Promise<void> {
    await Session.objects.filter({ key }).update(times)
  }

  async ofUser(userId: number): Promise<StoredSession[]> {
    return [...(await Session.objects.filter({ userId }).orderBy('-createdAt', 'key'))]
  }

  async end(keys: readonly string[]): Promise<void> {
    if (keys.length > 0) await Session.objects.filter({ key__in: [...keys] }).delete()
  }

  async endAll(userId: number, kept = ''): Promise<number> {
    const [count] = await Session.objects.filter({ userId }).exclude({ key: kept }).delete()
    return count
  }

  async clear(): Promise<number> {
    const [count] = await Session.objects.all().delete()
    return count
  }

  async clean(now: number): Promise<number> {
    const [count] = await Session.objects.filter({ expiresAt__lte: new Date(now) }).delete()
    return count
  }
}
