import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { TooManyRequests } from './problems.ts'

/** Counts a request, and throws {@link TooManyRequests} when its address has asked too often. */
export type Limit = (request: FastifyRequest) => Promise<void>

const window = 60_000

/** Make rate limits available; which calls have one is for their handlers to say. */
export async function provideRateLimits(app: FastifyInstance): Promise<void> {
  await app.register(rateLimit, { global: false })
}

/** Make a limit of so many requests per minute and address, counted apart from every other limit. */
export function makeLimit(app: FastifyInstance, name: string, max: number): Limit {
  if (!app.settings.rateLimit) return async () => {}
  // IPv6 customers get a network, not an address: one of them must not count as billions.
  const keyGenerator = (request: FastifyRequest) => `${name}:${normalizeIP(request.ip, 64)}`
  const check = app.createRateLimit({ max, timeWindow: window, keyGenerator })
  return async request => {
    const state = await check(request)
    if (!state.isAllowed && state.isExceeded) throw new TooManyRequests(state.ttlInSeconds)
  }
}
