/** Reads at an even pace, whether answers come or not, until told to stop; then tells how many milliseconds each answer took. */
import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { call } from './client.ts'
import type { Call } from './rival.ts'

/** Milliseconds between two requests. */
const PACE_MS = 10

const { origin, calls } = workerData as { readonly origin: string; readonly calls: readonly Call[] } // as reader.ts sends it
const times: number[] = []
const under: Promise<void>[] = []
let reading = true
parentPort?.once('message', () => {
  reading = false
})

async function time(what: Call): Promise<void> {
  const start = performance.now()
  const { status } = await call(origin, what)
  if (status !== 200) throw new Error(`${what.path} was answered ${status}`)
  times.push(performance.now() - start)
}

const start = performance.now()
for (let turn = 0; reading; turn++) {
  under.push(time(calls[turn % calls.length] as Call)) // the remainder is an index
  await delay(Math.max(0, start + (turn + 1) * PACE_MS - performance.now()))
}
await Promise.all(under)
parentPort?.postMessage(times)
