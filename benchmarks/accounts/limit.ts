/** What the processor allows. */
import { Worker } from 'node:worker_threads'
import { BCRYPT_COST } from './rival.ts'
import { CORES } from './server.ts'

/** bcrypt hashes per second when every core does nothing else: cores ÷ time of one hash, while the others hash as well. */
export async function hashesPerSecond(milliseconds: number): Promise<number> {
  const workerData = { milliseconds, cost: BCRYPT_COST }
  const rates = Array.from({ length: CORES }, () => {
    const thread = new Worker(new URL('./hashing-thread.ts', import.meta.url), { workerData })
    return new Promise<number>((resolve, reject) => {
      thread.on('message', resolve)
      thread.on('error', reject)
    })
  })
  return (await Promise.all(rates)).reduce((sum, rate) => sum + rate, 0)
}
