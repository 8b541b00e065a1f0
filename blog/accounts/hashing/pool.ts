import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { Busy } from '../../http/problems.ts'
import type { Job, Outcome, Recipe } from './job.ts'

/** Does the slow arithmetic of passwords somewhere that is not the event loop. */
export interface Hasher {
  /** Hash a text with a fresh salt; at most 72 bytes for bcrypt, which gives `$2b$cost$…`. */
  hash(text: string, recipe: Recipe): Promise<string>
  /** Tell whether a hash belongs to a text. */
  verify(text: string, hash: string): Promise<boolean>
  close(): Promise<void>
}

interface Waiting {
  readonly job: Job
  readonly resolve: (value: string | boolean) => void
  readonly reject: (error: Error) => void
}

interface Thread {
  readonly worker: Worker
  current: Waiting | undefined
  /** When the current job began, by `performance.now()`. */
  since: number
}

export interface PoolOptions {
  /** At most one per core: more would only make every single hash slower. */
  readonly threads?: number
  /** How many jobs may wait; the next is refused with {@link Busy}. */
  readonly queue?: number
}

/**
 * Threads of our own, started when first needed, at a low priority, behind a queue that has an end.
 *
 * bcrypt's asynchronous calls would run on libuv's pool instead, where file reads and name look-ups wait behind them.
 */
export class HashPool implements Hasher {
  readonly #size: number
  readonly #limit: number
  readonly #threads: Thread[] = []
  readonly #queue: Waiting[] = []
  /** Seconds that a job takes, as a moving average. */
  #pace = 0.2
  #closed = false

  constructor({ threads = availableParallelism(), queue = threads * 128 }: PoolOptions = {}) {
    this.#size = threads
    this.#limit = queue
  }

  async hash(text: string, recipe: Recipe): Promise<string> {
    return (await this.#submit({ kind: 'hash', text, recipe })) as string // the thread answers a hash job with a text
  }

  async verify(text: string, hash: string): Promise<boolean> {
    return (await this.#submit({ kind: 'verify', text, hash })) as boolean // and a verify job with a truth value
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const waiting of this.#queue.splice(0)) waiting.reject(new Busy(1))
    await Promise.all(this.#threads.splice(0).map(thread => thread.worker.terminate()))
  }

  #submit(job: Job): Promise<string | boolean> {
    if (this.#closed || this.#queue.length >= this.#limit) return Promise.reject(new Busy(this.#wait()))
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, resolve, reject })
      this.#dispatch()
    })
  }

  /** Estimate the seconds until the queue is empty. */
  #wait(): number {
    return (this.#pace * (this.#queue.length + 1)) / this.#size
  }

  #dispatch(): void {
    if (this.#queue.length === 0) return
    const thread = this.#idleThread()
    const waiting = thread && this.#queue.shift()
    if (!thread || !waiting) return
    thread.current = waiting
    thread.since = performance.now()
    // A thread at work keeps the process alive, an idle one does not.
    thread.worker.ref()
    thread.worker.postMessage(waiting.job)
  }

  #idleThread(): Thread | undefined {
    const idle = this.#threads.find(thread => thread.current === undefined)
    return idle ?? (this.#threads.length < this.#size ? this.#start() : undefined)
  }

  #start(): Thread {
    const thread: Thread = { worker: new Worker(new URL('./thread.ts', import.meta.url)), current: undefined, since: 0 }
    thread.worker.on('message', (outcome: Outcome) => this.#settle(thread, outcome))
    thread.worker.on('error', error => this.#lose(thread, error))
    thread.worker.on('exit', () => this.#lose(thread, new Error('a hashing thread ended')))
    this.#threads.push(thread)
    return thread
  }

  #settle(thread: Thread, outcome: Outcome): void {
    const { current } = thread
    thread.current = undefined
    this.#pace = 0.9 * this.#pace + (0.1 * (performance.now() - thread.since)) / 1000
    thread.worker.unref()
    if ('value' in outcome) current?.resolve(outcome.value)
    else current?.reject(new Error(outcome.failure))
    this.#dispatch()
  }

  /** Replace a thread that died; its job fails, the waiting ones go on. */
  #lose(thread: Thread, error: Error): void {
    const at = this.#threads.indexOf(thread)
    if (at >= 0) this.#threads.splice(at, 1)
    thread.current?.reject(error)
    thread.current = undefined
    if (!this.#closed) this.#dispatch()
  }
}
