import type { FastifyInstance } from 'fastify'
import { steady } from '../limits/policy.ts'

/** Letters of one kind to one address per hour: nobody's mailbox is filled by who knows its address. */
const perAddress = steady(5, 3_600_000)

/** Count a letter to an address, and tell whether it may be written. What the asker is told must not depend on it. */
export async function mayWrite(app: FastifyInstance, kind: string, account: string): Promise<boolean> {
  return (await app.limits.take(['letter', kind, account], perAddress)) === 0
}
