import { Worker } from 'node:worker_threads'
import { Busy } from '../http/problems.ts'
import type { Outcome } from './work.ts'

/** A job took longer than its pool allows, and was ended together with its thread. */
export class OutOfTime extends Error {
  override get name(): string {
    return 'OutOfTime'
  }
}

interface Waiting<Job, Value> {
  readonly job: Job
  readonly resolve: (value: Value) => void
  readonly reject: (error: Error) => void
}

interface Thread<Job, Value> {
  readonly worker: Worker
  current: Waiting<Job, Value> | undefined
  /** When the current job began, by `performance.now()`. */
  since: number
  /** Ends a job that takes too long. */
  alarm: NodeJS.Timeout | undefined
}

export interface PoolOptions {
  /** At most one per core: more would only make every single job slower. */
  readonly threads: number
  /** How many jobs may wait; the next is refused with {@link Busy}. */
  readonly queue: number
  /** Seconds that a job is expected to take, until the first ones have shown it. */
  readonly pace: number
  /** Milliseconds after which a job is given up with {@link OutOfTime}; for ever by default. */
  readonly patience?: number
}

/** Threads of our own for what would hold up the event loop: started when first needed, behind a queue that has an end. */
export class ThreadPool<Job, Value> {
  readonly #script: URL
  readonly #options: PoolOptions
  readonly #threads: Thread<Job, Value>[] = []
  readonly #queue: Waiting<Job, Value>[] = []
  /** Seconds that a job takes, as a moving average. */
  #pace: number
  #closed = false

  /** `script` is a module that calls `doJobs`. */
  constructor(script: URL, options: PoolOptions) {
    this.#script = script
    this.#options = options
    this.#pace = options.pace
  }

  /** Have a job done. Throws {@link Busy} when too many wait, {@link OutOfTime}, or what the job threw, as a text. */
  submit(job: Job): Promise<Value> {
    if (this.#closed || this.#queue.length >= this.#options.queue) return Promise.reject(new Busy(this.#wait()))
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, resolve, reject })
      this.#dispatch()
    })
  }

  /** Refuse what waits and end the threads. */
  async close(): Promise<void> {
    this.#closed = true
    for (const waiting of this.#queue.splice(0)) waiting.reject(new Busy(1))
    await Promise.all(this.#threads.splice(0).map(thread => thread.worker.terminate()))
  }

  /** Estimate the seconds until the queue is empty. */
  #wait(): number {
    return (this.#pace * (this.#queue.length + 1)) / this.#options.threads
  }

  #dispatch(): void {
    if (this.#queue.length === 0) return
    const thread = this.#idleThread()
    const waiting = thread && this.#queue.shift()
    if (!thread || !waiting) return
    thread.current = waiting
    thread.since = performance.now()
    const { patience } = this.#options
    if (patience !== undefined)
      thread.alarm = setTimeout(() => this.#lose(thread, new OutOfTime('a job took too long')), patience).unref()
    // A thread at work keeps the process alive, an idle one does not.
    thread.worker.ref()
    thread.worker.postMessage(waiting.job)
  }

  #idleThread(): Thread<Job, Value> | undefined {
    const idle = this.#threads.find(thread => thread.current === undefined)
    return idle ?? (this.#threads.length < this.#options.threads ? this.#start() : undefined)
  }

  #start(): Thread<Job, Value> {
    const worker = new Worker(this.#script)
    const thread: Thread<Job, Value> = { worker, current: undefined, since: 0, alarm: undefined }
    worker.on('message', (outcome: Outcome<Value>) => this.#settle(thread, outcome))
    worker.on('error', error => this.#lose(thread, error))
    worker.on('exit', () => this.#lose(thread, new Error('a thread ended')))
    this.#threads.push(thread)
    return thread
  }

  #settle(thread: Thread<Job, Value>, outcome: Outcome<Value>): void {
    const { current } = thread
    thread.current = undefined
    clearTimeout(thread.alarm)
    this.#pace = 0.9 * this.#pace + (0.1 * (performance.now() - thread.since)) / 1000
    thread.worker.unref()
    if ('value' in outcome) current?.resolve(outcome.value)
    else current?.reject(new Error(outcome.failure))
    this.#dispatch()
  }

  /** Do without a thread that died or takes too long; its job fails, the waiting ones go on. */
  #lose(thread: Thread<Job, Value>, error: Error): void {
    const at = this.#threads.indexOf(thread)
    if (at >= 0) this.#threads.splice(at, 1)
    clearTimeout(thread.alarm)
    thread.current?.reject(error)
    thread.current = undefined
    void thread.worker.terminate()
    if (!this.#closed) this.#dispatch()
  }
}
