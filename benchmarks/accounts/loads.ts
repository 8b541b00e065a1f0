/** The ways in which servers are asked. */
import { performance } from 'node:perf_hooks'
import autocannon from 'autocannon'
import { call } from './client.ts'
import type { Call } from './rival.ts'

/** Clients that register or log in at once. */
export const CLIENTS = 64
const CONNECTIONS = 32

export interface Flood {
  /** Successful answers per second, from the first request to the last answer. */
  readonly rate: number
  /** Share of the requests that were refused. */
  readonly refused: number
}

/** Send so many requests from {@link CLIENTS} clients, each of which waits for its answer; clients share the origins out. */
export async function flood(origins: readonly string[], count: number, next: () => Call): Promise<Flood> {
  let left = count
  let succeeded = 0
  const start = performance.now()
  const client = async (number: number) => {
    const origin = origins[number % origins.length] ?? ''
    const from = { 'x-forwarded-for': `10.0.0.${number + 1}` }
    while (left-- > 0) {
      const { headers, ...rest } = next()
      const answer = await call(origin, { ...rest, headers: { ...headers, ...from } }).catch(() => undefined)
      if (answer && answer.status < 300) succeeded++
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)))
  return { rate: (1000 * succeeded) / (performance.now() - start), refused: (count - succeeded) / count }
}

/** Requests per second when {@link CONNECTIONS} connections ask again as soon as they are answered. */
export async function saturate(origins: readonly string[], { path, headers }: Call, seconds: number): Promise<number> {
  const connections = Math.ceil(CONNECTIONS / origins.length)
  const runs = origins.map(origin =>
    autocannon({
      url: origin + path,
      headers: { ...headers },
      connections,
      duration: seconds,
    }),
  )
  let rate = 0
  for (const result of await Promise.all(runs)) {
    if (result.non2xx > 0 || result.errors > 0)
      throw new Error(`${path}: ${result.non2xx} refused, ${result.errors} errors`)
    rate += result['2xx'] / result.duration
  }
  return rate
}
