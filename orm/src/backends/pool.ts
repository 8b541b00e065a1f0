import { OperationalError } from '../errors.ts'
import type { Connection, NamedRows, SqlValue, WriteResult } from './backend.ts'
import { hadNoEffect } from './lost-connection.ts'

/** A connection over a wire, which can break. */
export interface PooledConnection extends Connection {
  query(sql: string, params: readonly SqlValue[]): Promise<unknown[][]>
  queryNamed(sql: string, params: readonly SqlValue[]): Promise<NamedRows>
  execute(sql: string, params: readonly SqlValue[]): Promise<WriteResult>
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

type Use = 'shared' | 'alone'

/** A connection and what it is used for; a reserved one takes no more statements, and goes to who waits for it. */
interface Place<C> {
  readonly connection: C
  use: Use | 'reserved'
  /** Single statements under way. */
  load: number
  /** When the last of them was answered, or the first one sent. */
  progress: number
}

interface Waiter<C> {
  readonly use: Use
  readonly resolve: (place: Place<C>) => void
  readonly reject: (error: unknown) => void
  timer: NodeJS.Timeout
}

/** Statements that one connection takes at once before another one is opened. */
const SHARE = 4

/** A connection that answers nothing for so long has a slow statement, behind which others do not line up; milliseconds. */
const STALL = 100

/**
 * Connections that are opened as they are needed. Single statements share connections, several under way on each;
 * a transaction has one alone. Who waits for one is served in order, and not for ever.
 */
export class ConnectionPool<C extends PooledConnection> {
  readonly #options: PoolOptions<C>
  readonly #places = new Map<C, Place<C>>()
  readonly #waiting = new Set<Waiter<C>>()
  /** Connections that are being opened or closed: the pool is not closed before that is done. */
  readonly #changing = new Set<Promise<unknown>>()
  #opening = 0
  #closed = false
  #emptied: (() => void) | undefined

  constructor(options: PoolOptions<C>) {
    this.#options = options
  }

  /**
   * Send a statement that is a transaction by itself, on the connection with the least to do; once more on another one
   * if the first proves to have been dead before.
   */
  run<T>(send: (connection: C) => Promise<T>): Promise<T> {
    return this.#runOnce(send, error => {
      if (!hadNoEffect(error)) throw error
      this.#closeIdle()
      return this.#runOnce(send, final => {
        throw final
      })
    })
  }

  /** A connection for a transaction, out of reach of all others until it is released. */
  async acquire(): Promise<C> {
    const best = this.#leastBusy()
    const place = best?.load === 0 ? claimed(best, 'alone') : await this.#next('alone')
    return place.connection
  }

  /** Give a connection back. Where one was lost, those that nobody uses may be lost as well, and are closed. */
  release(connection: C, broken: boolean): void {
    const place = this.#places.get(connection)
    if (place === undefined) return
    if (broken || connection.isBroken) this.#closeIdle()
    if (broken || connection.isBroken || this.#closed) this.#discard(connection)
    else this.#offer(place)
    if (this.#closed && !this.#isInUse) this.#emptied?.()
  }

  /** Wait for the transactions under way and close every connection. */
  async close(): Promise<void> {
    this.#closed = true
    for (const waiter of this.#waiting) this.#dismiss(waiter, this.#closedError())
    if (this.#isInUse) await new Promise<void>(resolve => (this.#emptied = resolve))
    for (const connection of this.#places.keys()) this.#discard(connection)
    while (this.#changing.size > 0) await Promise.allSettled(this.#changing)
  }

  get #hasRoom(): boolean {
    return this.#places.size + this.#opening < this.#options.size
  }

  get #isInUse(): boolean {
    return [...this.#places.values()].some(place => place.use === 'alone')
  }

  #runOnce<T>(send: (connection: C) => Promise<T>, failed: (error: unknown) => Promise<T>): Promise<T> {
    const place = this.#leastBusy()
    const canWait = this.#hasRoom || this.#opening > 0
    if (place === undefined || (canWait && isStalled(place, performance.now()))) {
      return this.#next('shared').then(found => this.#runOn(found, send, failed))
    }
    if (place.load >= SHARE && this.#opening === 0 && this.#hasRoom) this.#grow()
    return this.#runOn(claimed(place, 'shared'), send, failed)
  }

  /** Send a statement on a place that was claimed for it. */
  #runOn<T>(place: Place<C>, send: (connection: C) => Promise<T>, failed: (error: unknown) => Promise<T>): Promise<T> {
    return send(place.connection).then(
      answer => {
        this.#finished(place)
        return answer
      },
      error => {
        this.#finished(place)
        return failed(error)
      },
    )
  }

  #finished(place: Place<C>): void {
    place.load -= 1
    place.progress = performance.now()
    if (place.load === 0 && (place.use === 'reserved' || this.#waiting.size > 0)) this.#offer(place)
  }

  /** The shared connection with the fewest statements under way, if possible one that is getting on with them. */
  #leastBusy(): Place<C> | undefined {
    const now = performance.now()
    let best: Place<C> | undefined
    for (const place of this.#places.values()) {
      if (place.use !== 'shared') continue
      if (place.connection.isBroken) this.#discard(place.connection)
      else if (best === undefined || isBetter(place, best, now)) best = place
    }
    return best
  }

  /** A place on a new connection, or on the next one that becomes free. */
  #next(use: Use): Promise<Place<C>> {
    if (this.#closed) return Promise.reject(this.#closedError())
    if (this.#hasRoom) this.#grow()
    return this.#wait(use)
  }

  /** Open one more connection, for those who wait and whoever comes. */
  #grow(): void {
    this.#open().then(
      place => this.#offer(place),
      error => {
        // A server that refuses further connections is no error while the present ones work.
        if (this.#places.size > 0 || this.#opening > 0) return
        for (const waiter of this.#waiting) this.#dismiss(waiter, error)
      },
    )
  }

  async #open(): Promise<Place<C>> {
    this.#opening += 1
    try {
      const connection = await this.#track(this.#options.open())
      const place: Place<C> = { connection, use: 'shared', load: 0, progress: 0 }
      this.#places.set(connection, place)
      if (this.#closed) this.#discard(connection)
      return place
    } finally {
      this.#opening -= 1
    }
  }

  /** Hand an idle connection to those who have waited longest, or let it be shared. */
  #offer(place: Place<C>): void {
    place.use = 'shared'
    for (const waiter of this.#waiting) {
      if (waiter.use === 'alone' && place.load > 0) return
      this.#waiting.delete(waiter)
      clearTimeout(waiter.timer)
      waiter.resolve(claimed(place, waiter.use))
      if (waiter.use === 'alone') return
    }
  }

  #discard(connection: C): void {
    this.#places.delete(connection)
    // A connection that is lost anyway may fail to say goodbye.
    this.#track(Promise.resolve(connection.close()).catch(() => undefined))
    if (this.#waiting.size > 0 && this.#hasRoom && !this.#closed) this.#grow()
  }

  /** Connections that nobody uses were perhaps lost with another one. */
  #closeIdle(): void {
    for (const { connection, use, load } of this.#places.values()) {
      if (use === 'shared' && load === 0) this.#discard(connection)
    }
  }

  #wait(use: Use): Promise<Place<C>> {
    const { timeout, size, name } = this.#options
    // Single statements that go on sharing it would keep it busy for ever.
    const least = use === 'alone' ? this.#leastBusy() : undefined
    if (least !== undefined) least.use = 'reserved'
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        // To open a connection takes no longer than the driver allows, and then somebody's wait is over.
        if (this.#opening > 0) waiter.timer = setTimeout(giveUp, timeout)
        else this.#dismiss(waiter, new OperationalError(late))
      }
      const waiter: Waiter<C> = { use, resolve, reject, timer: setTimeout(giveUp, timeout) }
      const late = `Waited ${timeout} ms for one of the ${size} connections to ${name}; all are in use`
      this.#waiting.add(waiter)
    })
  }

  #dismiss(waiter: Waiter<C>, error: unknown): void {
    this.#waiting.delete(waiter)
    clearTimeout(waiter.timer)
    waiter.reject(error)
  }

  #closedError(): OperationalError {
    return new OperationalError(`${this.#options.name} is closed`)
  }

  #track<T>(change: Promise<T>): Promise<T> {
    const done = () => this.#changing.delete(tracked)
    const tracked: Promise<T> = change.finally(done)
    this.#changing.add(tracked)
    return tracked
  }
}

/** Note in the same moment what a place is for, so that nobody else finds it idle. */
function claimed<C>(place: Place<C>, use: Use): Place<C> {
  if (use === 'alone') place.use = 'alone'
  else if (place.load++ === 0) place.progress = performance.now()
  return place
}

function isBetter(place: Place<unknown>, best: Place<unknown>, now: number): boolean {
  const isBestStalled = isStalled(best, now)
  return isStalled(place, now) === isBestStalled ? place.load < best.load : isBestStalled
}

function isStalled({ load, progress }: Place<unknown>, now: number): boolean {
  return load > 0 && now - progress > STALL
}
