import { performance } from 'node:perf_hooks'
import { DatabaseSync, type StatementSync } from 'node:sqlite'

/** So many reads within one turn of the event loop are a burst: a power of two. */
const READS_OF_A_BURST = 8
/** After so many reads the lock is let go for a moment, so that checkpoints of other processes get past it. */
const READS_OF_A_HOLD = 1024

interface Holder {
  readonly database: DatabaseSync
  readonly begin: StatementSync
  readonly read: StatementSync
  readonly end: StatementSync
}

/**
 * Holds the read lock of a database in WAL mode while many reads follow each other in one turn of the event loop.
 *
 * Every read locks and unlocks a byte of the shared memory file: two system calls, which are two thirds of what a row by
 * its key costs. SQLite makes them once per process, not once per connection, so as long as a connection of ours has the lock
 * the readers need none (https://www.sqlite.org/walformat.html#locks; `unixShmLock` in SQLite's os_unix.c). Only the lock is
 * shared, not the state: each read still starts with what was committed last. A lock that is held keeps checkpoints from
 * finishing, so it never outlives the turn, nor a write of ours.
 */
export class ReadBurst {
  readonly #path: string
  #holder: Holder | null | undefined
  #holding = false
  #releasePlanned = false
  #reads = 0
  #turn = -1

  /** @param path file of the database; it is opened once more at the first burst. */
  constructor(path: string) {
    this.#path = path
  }

  /** Count a read that is about to be made. */
  count(): void {
    this.#reads++
    if (this.#reads % READS_OF_A_BURST === 0) this.#look()
  }

  /** Let the lock go: something was or will be written, which makes readers look for another one. */
  end(): void {
    this.#reads = 0
    if (this.#holding) this.#release()
  }

  close(): void {
    this.end()
    this.#holder?.database.close()
    this.#holder = null
  }

  #look(): void {
    if (this.#holding) {
      if (this.#reads % READS_OF_A_HOLD === 0) this.#release()
      return
    }
    const turn = performance.nodeTiming.uvMetricsInfo.loopCount
    if (turn === this.#turn) this.#hold()
    this.#turn = turn
  }

  #hold(): void {
    if (this.#holder === undefined) this.#holder = openHolder(this.#path)
    if (this.#holder === null) return
    this.#holding = begun(this.#holder)
    if (!this.#holding || this.#releasePlanned) return
    this.#releasePlanned = true
    setImmediate(() => {
      this.#releasePlanned = false
      this.end()
    })
  }

  #release(): void {
    this.#holding = false
    this.#holder?.end.run()
  }
}

/** A connection that only holds the lock; null where there is none, or where it would keep writers waiting. */
function openHolder(path: string): Holder | null {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: 0 })
    if (database.prepare('PRAGMA journal_mode').get()?.journal_mode !== 'wal') throw new Error('not in WAL mode')
    return {
      database,
      begin: database.prepare('BEGIN'),
      read: database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1'),
      end: database.prepare('COMMIT'),
    }
  } catch {
    database?.close()
    return null
  }
}

/** The first read of a transaction takes the lock. Where another process is in the way, nothing is lost but speed. */
function begun({ database, begin, read }: Holder): boolean {
  try {
    begin.run()
    read.get()
    return true
  } catch {
    if (database.isTransaction) database.exec('ROLLBACK')
    return false
  }
}
