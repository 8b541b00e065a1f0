import { availableParallelism } from 'node:os'
import { ThreadPool } from '../../threads/pool.ts'
import type { Job, Recipe } from './job.ts'

/** Does the slow arithmetic of passwords somewhere that is not the event loop. */
export interface Hasher {
  /** Hash a text with a fresh salt; at most 72 bytes for bcrypt, which gives `$2b$cost$…`. */
  hash(text: string, recipe: Recipe): Promise<string>
  /** Tell whether a hash belongs to a text. */
  verify(text: string, hash: string): Promise<boolean>
  close(): Promise<void>
}

export interface HashPoolOptions {
  /** At most one per core: more would only make every single hash slower. */
  readonly threads?: number
  /** How many jobs may wait; the next is refused with `Busy`. */
  readonly queue?: number
}

/**
 * Threads of our own, at a low priority, behind a queue that has an end.
 *
 * bcrypt's asynchronous calls would run on libuv's pool instead, where file reads and name look-ups wait behind them.
 */
export class HashPool implements Hasher {
  readonly #pool: ThreadPool<Job, string | boolean>

  constructor({ threads = availableParallelism(), queue = threads * 128 }: HashPoolOptions = {}) {
    this.#pool = new ThreadPool(new URL('./thread.ts', import.meta.url), { threads, queue, pace: 0.2 })
  }

  async hash(text: string, recipe: Recipe): Promise<string> {
    return (await this.#pool.submit({ kind: 'hash', text, recipe })) as string // the thread answers a hash job with a text
  }

  async verify(text: string, hash: string): Promise<boolean> {
    return (await this.#pool.submit({ kind: 'verify', text, hash })) as boolean // and a verify job with a truth value
  }

  close(): Promise<void> {
    return this.#pool.close()
  }
}
