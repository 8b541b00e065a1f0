import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { Redis } from 'ioredis'
import { Busy } from '../../http/problems.ts'
import { growing, steady } from '../../limits/policy.ts'
import { RedisLimits } from '../../limits/redis.ts'
import { openRedis, redisUrl } from '../redis.ts'

const redis = await openRedis()
const minute = 60_000

describe('limits in Redis', { skip: redis === null && 'no Redis answers: start one, or set TEST_REDIS_URL' }, () => {
  const now = { ms: Date.UTC(2026, 0, 1) }
  // Two machines: each has a connection of its own.
  const other = new Redis(redisUrl, { lazyConnect: true })
  after(() => other.disconnect())
  const machines = () => [redis ?? other, other].map(client => new RedisLimits(client, () => now.ms))

  test('take as many attempts as the policy allows, from however many machines at once', async () => {
    const policy = steady(10, minute)
    const stores = machines()
    const waits = await Promise.all(
      Array.from({ length: 100 }, (_, n) => stores[n % 2]?.take(['at once', 'x'], policy) ?? 1),
    )
    assert.equal(waits.filter(wait => wait === 0).length, 10)
  })

  test('make waits grow, and forgive', async () => {
    const [store] = machines()
    assert.ok(store)
    const policy = growing({ free: 2, first: 1000, longest: minute, memory: minute })
    const take = () => store.take(['growing', 'x'], policy)
    assert.deepEqual([await take(), await take(), await take(), await take()], [0, 0, 1000, 1000])
    await store.forgive(['growing', 'x'])
    assert.equal(await take(), 0)
  })
})

// ASVS 16.5.3: what cannot be checked is refused.
test('limits that cannot be counted let nobody through', async () => {
  const away = new Redis('redis://127.0.0.1:1', { maxRetriesPerRequest: 0, retryStrategy: () => null })
  away.on('error', () => undefined) // the refusal below tells
  await assert.rejects(new RedisLimits(away, Date.now).take(['x'], steady(1, minute)), Busy)
})
