import type { Redis } from 'ioredis'
import type { Clock } from '../../http/context.ts'
import { Busy } from '../../http/problems.ts'
import { User } from '../models.ts'
import type { FoundSession, SessionStore, StoredSession } from './store.ts'

/** Changes a session only while it is there, in one step: writing to a key that is gone would revive it. */
const prolongScript = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'seenAt', ARGV[1], 'expiresAt', ARGV[2])
return redis.call('PEXPIRE', KEYS[1], ARGV[3])`

const prefix = 'inkstone:session:'
const ownerPrefix = 'inkstone:sessions-of:'

/** Keeps sessions in Redis, which several machines can share and which forgets the expired ones by itself. */
export class RedisSessions implements SessionStore {
  readonly #redis: Redis
  readonly #clock: Clock

  constructor(redis: Redis, clock: Clock) {
    this.#redis = redis
    this.#clock = clock
  }

  async add(session: StoredSession): Promise<void> {
    const owner = ownerPrefix + session.userId
    const life = this.#lifeUntil(session.expiresAt)
    await this.#run(redis =>
      redis
        .multi()
        .hset(prefix + session.key, fieldsOf(session))
        .pexpire(prefix + session.key, life)
        .sadd(owner, session.key)
        .exec(),
    )
  }

  async find(key: string): Promise<FoundSession | null> {
    const session = sessionOf(key, await this.#run(redis => redis.hgetall(prefix + key)))
    const user = session && (await User.objects.filter({ pk: session.userId }).first())
    return session && user ? { session, user } : null
  }

  async prolong(key: string, { seenAt, expiresAt }: { readonly seenAt: Date; readonly expiresAt: Date }) {
    const life = this.#lifeUntil(expiresAt)
    await this.#run(redis =>
      redis.eval(prolongScript, 1, prefix + key, seenAt.toISOString(), expiresAt.toISOString(), life),
    )
  }

  async ofUser(userId: number): Promise<StoredSession[]> {
    const sessions: StoredSession[] = []
    const gone: string[] = []
    for (const key of await this.#keysOf(userId)) {
      const session = sessionOf(key, await this.#run(redis => redis.hgetall(prefix + key)))
      if (session) sessions.push(session)
      else gone.push(key)
    }
    if (gone.length > 0) await this.#run(redis => redis.srem(ownerPrefix + userId, ...gone))
    return sessions.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.key < b.key ? -1 : 1))
  }

  async end(keys: readonly string[]): Promise<void> {
    if (keys.length > 0) await this.#run(redis => redis.del(...keys.map(key => prefix + key)))
  }

  async endAll(userId: number, kept = ''): Promise<number> {
    const keys = (await this.#keysOf(userId)).filter(key => key !== kept)
    if (keys.length === 0) return 0
    const count = await this.#run(redis => redis.del(...keys.map(key => prefix + key)))
    await this.#run(redis => redis.srem(ownerPrefix + userId, ...keys))
    return count
  }

  async clear(): Promise<number> {
    await this.#deleteAll(ownerPrefix)
    return this.#deleteAll(prefix)
  }

  /** Redis forgets by itself. */
  async clean(): Promise<number> {
    return 0
  }

  /** Delete every key with a beginning, a part at a time, so that Redis goes on answering others; the number of them. */
  async #deleteAll(beginning: string): Promise<number> {
    let [cursor, count] = ['0', 0]
    do {
      const [next, keys] = await this.#run(redis => redis.scan(cursor, 'MATCH', `${beginning}*`, 'COUNT', 500))
      if (keys.length > 0) count += await this.#run(redis => redis.del(...keys))
      cursor = next
    } while (cursor !== '0')
    return count
  }

  #keysOf(userId: number): Promise<string[]> {
    return this.#run(redis => redis.smembers(ownerPrefix + userId))
  }

  #lifeUntil(end: Date): number {
    return Math.max(1, end.getTime() - this.#clock())
  }

  /** A store that does not answer lets nobody in: the request is told to come again. */
  async #run<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    try {
      return await command(this.#redis)
    } catch (cause) {
      throw new Busy(1, { cause })
    }
  }
}

function fieldsOf({ key: _, ...session }: StoredSession): Record<string, string> {
  const written = Object.entries(session).map(([name, value]) => [
    name,
    value instanceof Date ? value.toISOString() : String(value ?? ''),
  ])
  return Object.fromEntries(written)
}

function sessionOf(key: string, fields: Readonly<Record<string, string>>): StoredSession | null {
  const { userId, cookie, createdAt, expiresAt, seenAt, confirmedAt, address, device } = fields
  if (!userId || !createdAt || !expiresAt) return null
  return {
    key,
    userId: Number(userId),
    cookie: cookie === 'true',
    createdAt: new Date(createdAt),
    expiresAt: new Date(expiresAt),
    seenAt: seenAt ? new Date(seenAt) : null,
    confirmedAt: confirmedAt ? new Date(confirmedAt) : null,
    address: address || null,
    device: device || null,
  }
}
