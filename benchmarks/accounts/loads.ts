/** The ways in which servers are asked. */
import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import autocannon from 'autocannon'
import { call } from './client.ts'
import type { Call } from './rival.ts'

/** Clients that register or log in at once. */
export const CLIENTS = 64
const CONNECTIONS = 32
/** Milliseconds between two requests of the reader. */
const READER_PACE_MS = 10

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

/** Reads at an even pace, whether answers come or not, and notes how long each took. */
export class Reader {
  readonly #times: number[] = []
  readonly #under: Promise<void>[] = []
  #reading = true
  readonly #loop: Promise<void>

  constructor(origin: string, calls: readonly Call[]) {
    this.#loop = this.#read(origin, calls)
  }

  /** Wait for the last answers; the time in milliseconds within which 99 of 100 came. */
  async p99(): Promise<number> {
    this.#reading = false
    await this.#loop
    await Promise.all(this.#under)
    return this.#times.toSorted((a, b) => a - b)[Math.floor(this.#times.length * 0.99)] ?? Number.NaN
  }

  async #read(origin: string, calls: readonly Call[]): Promise<void> {
    const start = performance.now()
    for (let turn = 0; this.#reading; turn++) {
      this.#under.push(this.#time(origin, calls[turn % calls.length] as Call)) // the remainder is an index
      await delay(Math.max(0, start + (turn + 1) * READER_PACE_MS - performance.now()))
    }
  }

  async #time(origin: string, what: Call): Promise<void> {
    const start = performance.now()
    const { status } = await call(origin, what)
    if (status !== 200) throw new Error(`${what.path} was answered ${status}`)
    this.#times.push(performance.now() - start)
  }
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
