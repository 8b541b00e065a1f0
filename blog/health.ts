import type { FastifyInstance } from 'fastify'
import { storeNowhere } from './http/headers.ts'
import { Busy } from './http/problems.ts'

/** Tries one thing without which the site cannot serve, such as a query; throws when it does not work. */
export type Probe = () => Promise<unknown> | unknown

/**
 * Tell load balancers and supervisors how the process is, under whatever name or address they ask.
 *
 * `/healthz` answers as long as the process does: when it stays silent, the process should be started anew. `/readyz`
 * tries everything that requests need, and is answered 503 while something of it is away or the process is closing:
 * requests should go elsewhere meanwhile. What is away is in the log, not in the answer.
 */
export async function answerHealth(app: FastifyInstance, probes: readonly Probe[]): Promise<void> {
  await app.register(async own => {
    storeNowhere(own)
    const options = { config: { anyHost: true } }
    own.get('/healthz', options, async () => ({ status: 'ok' }))
    own.get('/readyz', options, async () => {
      try {
        await Promise.all(probes.map(probe => probe()))
      } catch (cause) {
        throw new Busy(1, { cause })
      }
      return { status: 'ok' }
    })
  })
}
