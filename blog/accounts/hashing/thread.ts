import { constants, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { fitsHash, makeHash } from './algorithms.ts'
import type { Job, Outcome } from './job.ts'

// On Linux the call touches the calling thread alone, so that pages keep their priority; elsewhere it would be the process.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW)

function perform(job: Job): string | boolean {
  return job.kind === 'hash' ? makeHash(job.text, job.recipe) : fitsHash(job.text, job.hash)
}

function answer(job: Job): Outcome {
  try {
    return { value: perform(job) }
  } catch (error) {
    return { failure: String(error) }
  }
}

parentPort?.on('message', (job: Job) => parentPort?.postMessage(answer(job)))
