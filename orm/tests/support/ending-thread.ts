/** Ends a session of a server from a thread of its own: by the time it is gone, the thread that waits has seen nothing. */
import { workerData } from 'node:worker_threads'
import { connect } from '../../src/database.ts'

export interface Ending {
  readonly url: string
  readonly sql: string
  /** Counts the session as long as it is there. */
  readonly count: string
  /** Set to 1 and notified at the end. */
  readonly done: Int32Array
}

const { url, sql, count, done } = workerData as Ending
const database = await connect(url, { poolSize: 1 })
await database.execute(sql)
while (Number((await database.query(count))[0]?.[0]) > 0);
await database.close()
Atomics.store(done, 0, 1)
Atomics.notify(done, 0)
