import { OperationalError } from '../errors.ts'
import type { Connection } from './backend.ts'

/** A connection that can be counted and can break. */
export interface PooledConnection extends Connection {
  /** Statements that were sent and are not answered yet. */
  readonly inFlight: number
  /** Whether the other end has gone. */
  readonly isBroken: boolean
}

/** What a pool needs to know; times in milliseconds. */
export interface PoolOptions<C> {
  readonly size: number
  readonly timeout: number
  open(): Promise<C>
  /** Name of the database for messages. */
  readonly name: string
}

interface Waiter<C> {
  readonly resolve: (connection: C) => void
  readonly reject: (error: unknown) => void
  readonly timer: NodeJS.Timeout
}

/** Statements that one connection takes at once before another one is opened. */
const SHARE = 4

/**
 * Connections that are opened as they are needed. Single statements share connections, several under way on each;
 * a transaction has one alone. Who waits for one is served in order, and not for ever.
 */
export class ConnectionPool<C extends PooledConnection> {
  readonly #options: PoolOptions<C>
  readonly #shared = new Set<C>()
  readonly #taken = new Set<C>()
  readonly #waiting = new Set<Waiter<C>>()
  #opening = 0
  #closed = false
  #emptied: (() => void) | undefined

  constructor(options: PoolOptions<C>) {
    this.#options = options
  }

  /** The connection with the least to do, for one statement. */
  share(): C | Promise<C> {
    const connection = this.#leastBusy()
    if (connection === undefined) return this.#share()
    if (connection.inFlight >= SHARE && this.#hasRoom) this.#grow()
    return connection
  }

  /** A connection for a transaction, out of reach of all others until it is released. */
  async acquire(): Promise<C> {
    const idle = [...this.#shared].find(connection => connection.inFlight === 0 && !connection.isBroken)
    if (idle !== undefined) return this.#take(idle)
    if (this.#hasRoom) return this.#take(await this.#open())
    return this.#take(await this.#wait())
  }

  release(connection: C, broken: boolean): void {
    this.#taken.delete(connection)
    if (broken || connection.isBroken || this.#closed) void connection.close()
    else this.#give(connection)
    if (this.#closed && this.#taken.size === 0) this.#emptied?.()
  }

  /** Wait for the transactions under way and close every connection. */
  async close(): Promise<void> {
    this.#closed = true
    for (const waiter of this.#waiting) waiter.reject(new OperationalError(`${this.#options.name} is closed`))
    if (this.#taken.size > 0) await new Promise<void>(resolve => (this.#emptied = resolve))
    await Promise.all([...this.#shared].map(connection => connection.close()))
    this.#shared.clear()
  }

  get #hasRoom(): boolean {
    return this.#shared.size + this.#taken.size + this.#opening < this.#options.size
  }

  #leastBusy(): C | undefined {
    let best: C | undefined
    for (const connection of this.#shared) {
      if (connection.isBroken) this.#shared.delete(connection)
      else if (best === undefined || connection.inFlight < best.inFlight) best = connection
    }
    return best
  }

  async #share(): Promise<C> {
    const connection = this.#hasRoom ? await this.#open() : await this.#wait()
    this.#give(connection)
    return connection
  }

  /** Open one more in the background; the statements at hand do not wait for it. */
  #grow(): void {
    // A server that refuses further connections is no error while the present ones work.
    this.#open().then(
      connection => this.#give(connection),
      () => undefined,
    )
  }

  async #open(): Promise<C> {
    this.#opening += 1
    try {
      return await this.#options.open()
    } finally {
      this.#opening -= 1
    }
  }

  #take(connection: C): C {
    this.#shared.delete(connection)
    this.#taken.add(connection)
    return connection
  }

  #give(connection: C): void {
    this.#shared.add(connection)
    const [next] = this.#waiting
    if (next === undefined) return
    this.#waiting.delete(next)
    clearTimeout(next.timer)
    next.resolve(connection)
  }

  #wait(): Promise<C> {
    const { timeout, size, name } = this.#options
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.#waiting.delete(waiter)
        reject(
          new OperationalError(`Waited ${timeout} ms for one of the ${size} connections to ${name}; all are in use`),
        )
      }
      const waiter: Waiter<C> = { resolve, reject, timer: setTimeout(giveUp, timeout) }
      this.#waiting.add(waiter)
    })
  }
}
