import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Call } from './rival.ts'

/** How long a reader's answers took, in milliseconds. */
export interface Waits {
  /** Within which 99 of 100 came. */
  readonly p99: number
  readonly longest: number
}

/** Have a reader ask while something is done. The reader has a thread, so that what the load costs counts for no answer's time. */
export async function readWhile(origin: string, calls: readonly Call[], work: () => Promise<unknown>): Promise<Waits> {
  const thread = new Worker(new URL('./reader-thread.ts', import.meta.url), { workerData: { origin, calls } })
  await once(thread, 'online')
  const done = once(thread, 'message')
  await work()
  thread.postMessage('stop')
  const [times] = (await done) as [number[]] // what the thread tells
  const sorted = times.toSorted((a, b) => a - b)
  return { p99: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN, longest: sorted.at(-1) ?? Number.NaN }
}
