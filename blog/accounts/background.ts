import type { FastifyBaseLogger } from 'fastify'

/** Work that goes on after the answer, which neither waits for it nor tells how it went. */
export class Background {
  readonly #tasks = new Set<Promise<void>>()
  readonly #log: FastifyBaseLogger

  constructor(log: FastifyBaseLogger) {
    this.#log = log
  }

  /** Begin a piece of work once the answer is on its way; a failure is logged. */
  run(work: () => Promise<void>): void {
    const task = new Promise(resolve => setImmediate(resolve))
      .then(work)
      .catch((err: unknown) => this.#log.error({ err }, 'work in the background failed'))
      .finally(() => this.#tasks.delete(task))
    this.#tasks.add(task)
  }

  /** Wait for everything that is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#tasks)
  }
}
