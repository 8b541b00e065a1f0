import { after } from 'node:test'
import { Redis } from 'ioredis'

/** A database of the local Redis that nothing but these tests uses. */
export const redisUrl = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379/15'

/** Connect to the Redis of the tests, emptied; null where none answers. */
export async function openRedis(): Promise<Redis | null> {
  const redis = new Redis(redisUrl, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null })
  redis.on('error', () => undefined) // the answer of connect() tells
  try {
    await redis.connect()
    await redis.flushdb()
  } catch {
    redis.disconnect()
    return null
  }
  after(() => redis.disconnect())
  return redis
}
