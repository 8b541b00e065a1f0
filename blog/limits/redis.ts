import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { Clock } from '../http/context.ts'
import { Busy } from '../http/problems.ts'
import type { Memory, Policy } from './policy.ts'
import type { LimitStore, Subject } from './store.ts'

/** Writes a memory only where nobody else wrote since it was read. */
const swapScript = `
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`

/** How often others may come between before the request is told to come again. */
const patience = 200

/** Keeps the tallies in Redis, which several machines can share and which forgets them by itself. */
export class RedisLimits implements LimitStore {
  readonly #redis: Redis
  readonly #clock: Clock

  constructor(redis: Redis, clock: Clock) {
    this.#redis = redis
    this.#clock = clock
  }

  async take(subject: Subject, policy: Policy): Promise<number> {
    const key = keyOf(subject)
    for (let attempt = 0; attempt < patience; attempt++) {
      const known = (await this.#run(redis => redis.get(key))) ?? ''
      const now = this.#clock()
      const verdict = policy(memoryOf(known), now)
      if ('wait' in verdict) return verdict.wait
      const { memory, expiresAt } = verdict
      const life = Math.max(1, Math.ceil(expiresAt - now))
      const next = `${memory.count} ${memory.mark}`
      if ((await this.#run(redis => redis.eval(swapScript, 1, key, known, next, life))) === 1) return 0
    }
    throw new Busy(1)
  }

  together<T>(work: () => Promise<T>): Promise<T> {
    return work()
  }

  async forgive(...subjects: readonly Subject[]): Promise<void> {
    if (subjects.length > 0) await this.#run(redis => redis.del(...subjects.map(keyOf)))
  }

  /** Redis forgets by itself. */
  async clean(): Promise<void> {}

  /** A store that does not answer counts for nobody: the request is told to come again, not let through. */
  async #run<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    try {
      return await command(this.#redis)
    } catch (cause) {
      throw new Busy(1, { cause })
    }
  }
}

function keyOf(subject: Subject): string {
  // JSON keeps the parts apart, whatever is in them.
  return `inkstone:limit:${createHash('sha256').update(JSON.stringify(subject)).digest('hex')}`
}

function memoryOf(text: string): Memory {
  const [count = 0, mark = 0] = text.split(' ').map(Number)
  return { count, mark }
}
