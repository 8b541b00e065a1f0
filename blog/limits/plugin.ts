import { isIPv6 } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { TooManyRequests } from '../http/problems.ts'
import type { Policy } from './policy.ts'
import { DatabaseLimits, type LimitStore, type Subject } from './store.ts'

const hour = 3_600_000

declare module 'fastify' {
  interface FastifyInstance {
    readonly limits: LimitStore
  }
}

/** Give the application its limits, and forget every hour what they no longer need. */
export function provideLimits(app: FastifyInstance, store: LimitStore = new DatabaseLimits(app.clock)): void {
  app.decorate('limits', app.settings.rateLimit ? store : unlimited)
  const clean = () => store.clean().catch((err: unknown) => app.log.error({ err }, 'cleaning up failed'))
  const timer = setInterval(() => void clean(), hour).unref()
  app.addHook('onClose', async () => clearInterval(timer))
}

const unlimited: LimitStore = {
  take: async () => 0,
  together: work => work(),
  forgive: async () => {},
  clean: async () => {},
}

/** Count an attempt. Throws {@link TooManyRequests} when it comes too early. */
export async function spend(limits: LimitStore, subject: Subject, policy: Policy): Promise<void> {
  refuseEarly(await limits.take(subject, policy))
}

/** Throws {@link TooManyRequests} unless a wait, in milliseconds, is over. */
export function refuseEarly(wait: number): void {
  if (wait > 0) throw new TooManyRequests(wait / 1000)
}

/** Name the network that a request comes from. IPv6 customers get one, so that none of them counts as billions. */
export function networkOf({ ip }: FastifyRequest): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(ip)?.[1]
  return mapped ?? (isIPv6(ip) ? firstHalf(ip) : ip)
}

/** Give the first 64 bits of an IPv6 address, spelled in one way. */
function firstHalf(address: string): string {
  const { hostname } = new URL(`http://[${address.split('%', 1)[0]}]`)
  const [head = '', tail] = hostname.slice(1, -1).split('::')
  const front = head === '' ? [] : head.split(':')
  const back = tail ? tail.split(':') : []
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length
  return [...front, ...Array<string>(zeros).fill('0'), ...back].slice(0, 4).join(':')
}
