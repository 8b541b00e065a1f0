import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { type Trial, trials } from './catalog.ts'
import type { Reply, Request } from './worker.ts'

/** The parent's end of a rival's process. One request at a time. */
export class RivalProcess {
  readonly trial: Trial
  readonly #child: ChildProcess
  #waiting: PromiseWithResolvers<Reply> | undefined
  #ended = false

  private constructor(trial: Trial, child: ChildProcess) {
    this.trial = trial
    this.#child = child
    child.on('message', message => this.#waiting?.resolve(message as Reply)) // the worker sends nothing else
    child.on('exit', code => {
      this.#ended = true
      this.#waiting?.resolve({ error: `its process ended with code ${code}` })
    })
  }

  /** Start the process and wait until its database is open. */
  static async start(trial: Trial, url: string): Promise<RivalProcess> {
    const child = fork(path.join(import.meta.dirname, 'worker.ts'), [String(trials.indexOf(trial)), url], {
      execArgv: ['--expose-gc'],
      env: rivalEnvironment(),
    })
    const rival = new RivalProcess(trial, child)
    await rival.#reply()
    return rival
  }

  /** Throw when the rival's answer to a workload is not the expected one. */
  async verify(workload: string): Promise<void> {
    await this.#ask({ kind: 'verify', workload })
  }

  /** Calls per second over about so many milliseconds. */
  async measure(workload: string, concurrency: number, milliseconds: number): Promise<number> {
    const { operationsPerSecond = 0 } = await this.#ask({ kind: 'measure', workload, concurrency, milliseconds })
    return operationsPerSecond
  }

  async close(): Promise<void> {
    if (this.#ended) return
    const exit = once(this.#child, 'exit')
    await this.#ask({ kind: 'close' })
    await exit
  }

  #ask(request: Request): Promise<Reply> {
    const reply = this.#reply()
    if (this.#ended) this.#waiting?.resolve({ error: 'its process has ended' })
    else this.#child.send(request)
    return reply
  }

  async #reply(): Promise<Reply> {
    this.#waiting = Promise.withResolvers<Reply>()
    const reply = await this.#waiting.promise
    if (reply.error !== undefined) throw new Error(`${this.trial.name}: ${reply.error}`)
    return reply
  }
}

/** Production settings; times in UTC, since some rivals keep them without a zone. */
export const rivalEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env, NODE_ENV: 'production', TZ: 'UTC' })
