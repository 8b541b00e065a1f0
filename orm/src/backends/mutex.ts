import { OperationalError } from '../errors.ts'

interface Waiter {
  readonly resolve: () => void
  readonly timer: NodeJS.Timeout
}

/** A lock for one holder at a time; who waits is served in order, and not for ever. */
export class Mutex {
  #held = false
  readonly #waiting = new Set<Waiter>()

  get held(): boolean {
    return this.#held
  }

  /** Take the lock if nobody has it. */
  tryAcquire(): boolean {
    if (this.#held) return false
    this.#held = true
    return true
  }

  /** Take the lock, waiting at most `timeout` milliseconds; then fail with an `OperationalError` that says `what`. */
  acquire(timeout: number, what: string): Promise<void> {
    if (this.tryAcquire()) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.#waiting.delete(waiter)
        reject(new OperationalError(`Waited ${timeout} ms for ${what}`))
      }
      const waiter: Waiter = { resolve, timer: setTimeout(giveUp, timeout) }
      this.#waiting.add(waiter)
    })
  }

  /** Pass the lock to the one who has waited longest, or free it. */
  release(): void {
    const [next] = this.#waiting
    if (next === undefined) {
      this.#held = false
      return
    }
    this.#waiting.delete(next)
    clearTimeout(next.timer)
    next.resolve()
  }
}
