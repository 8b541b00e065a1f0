import { constants, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'

/** What became of a job. An error crosses as its text: its class would not survive the way. */
export type Outcome<Value> = { readonly value: Value } | { readonly failure: string }

/** Do the jobs that a {@link ThreadPool} hands to this thread, at the lowest priority. */
export function doJobs<Job, Value>(perform: (job: Job) => Value): void {
  // On Linux the call touches the calling thread alone, so that pages keep their priority; elsewhere it would be the process.
  if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW)
  parentPort?.on('message', (job: Job) => parentPort?.postMessage(outcomeOf(perform, job)))
}

function outcomeOf<Job, Value>(perform: (job: Job) => Value, job: Job): Outcome<Value> {
  try {
    return { value: perform(job) }
  } catch (error) {
    return { failure: String(error) }
  }
}
