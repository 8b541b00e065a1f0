import type { Connection as Session } from 'mysql2'
import { translateError } from './errors.ts'

/** The part of a statement under way that tells about its rows. */
export interface RowSource {
  on(event: 'result', listener: (row: unknown) => void): unknown
  on(event: 'error', listener: (error: unknown) => void): unknown
  on(event: 'end', listener: () => void): unknown
}

/**
 * Rows of one result as they arrive. The session is paused while enough of them wait; another statement on the same
 * session makes the rest come at once, since answers arrive in the order of the statements.
 */
export class RowStream {
  readonly #session: Session
  readonly #size: number
  #rows: unknown[][] = []
  #failure: { readonly error: unknown } | undefined
  #ended = false
  #hurries = false
  #discards = false
  #wake: () => void = () => undefined

  constructor(session: Session, source: RowSource, size: number) {
    this.#session = session
    this.#size = size
    source.on('result', row => this.#take(row as unknown[])) // rows come as arrays
    source.on('error', error => this.#end({ error: translateError(error) }))
    source.on('end', () => this.#end())
  }

  /** Whether all of the result has arrived. */
  get ended(): boolean {
    return this.#ended
  }

  async *chunks(): AsyncGenerator<unknown[][]> {
    while (!this.#ended || this.#rows.length > 0) {
      if (this.#rows.length < this.#size && !this.#ended) await this.#more()
      if (this.#failure !== undefined) throw this.#failure.error
      if (this.#rows.length > 0) yield this.#rows.splice(0, this.#size)
    }
    if (this.#failure !== undefined) throw this.#failure.error
  }

  /** The session is lost: of a statement without a callback the driver tells the session alone. */
  fail(error: unknown): void {
    if (!this.#ended) this.#end({ error: translateError(error) })
  }

  /** Keep whatever comes in memory, so that the session gets on. */
  hurry(): void {
    this.#hurries = true
    if (!this.#ended) this.#session.resume()
  }

  /** Read the rest and forget it. */
  async discard(): Promise<void> {
    this.#discards = true
    while (!this.#ended) await this.#more()
  }

  #take(row: unknown[]): void {
    if (this.#discards) return
    this.#rows.push(row)
    if (this.#rows.length < this.#size) return
    if (!this.#hurries) this.#session.pause()
    this.#wake()
  }

  #end(failure?: { readonly error: unknown }): void {
    this.#failure ??= failure
    this.#ended = true
    this.#wake()
  }

  #more(): Promise<void> {
    const woken = new Promise<void>(resolve => (this.#wake = resolve))
    this.#session.resume()
    return woken
  }
}
