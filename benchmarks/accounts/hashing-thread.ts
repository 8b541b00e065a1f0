/** Hashes for some time and tells how many hashes a second that were. */
import { performance } from 'node:perf_hooks'
import { parentPort, workerData } from 'node:worker_threads'
import bcrypt from 'bcrypt'

const { milliseconds, cost } = workerData as { readonly milliseconds: number; readonly cost: number } // as limit.ts sends it
const start = performance.now()
let count = 0
while (performance.now() - start < milliseconds) {
  bcrypt.hashSync('a password of this length', cost)
  count++
}
parentPort?.postMessage((1000 * count) / (performance.now() - start))
