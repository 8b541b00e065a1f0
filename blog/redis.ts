import type { FastifyBaseLogger } from 'fastify'
import { Redis } from 'ioredis'

/**
 * Connect to the Redis that several machines share. It is tried again for ever; a command that cannot be sent
 * meanwhile fails soon, so that requests are answered.
 */
export function connectRedis(url: string, log: FastifyBaseLogger): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, connectTimeout: 5_000, commandTimeout: 5_000 })
  redis.on('error', (error: NodeJS.ErrnoException) => log.error({ code: error.code ?? error.name }, 'redis failed'))
  return redis
}
