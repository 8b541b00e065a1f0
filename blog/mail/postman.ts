import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../http/context.ts'
import { Letter } from './models.ts'
import type { Outbox } from './outbox.ts'
import { type Transport, Undeliverable } from './transport.ts'

const minute = 60_000
/** Waits after the first failed attempts; the last is repeated until the letter's links are dead. */
const waits = [1, 5, 15, 60, 180].map(minutes => minutes * minute)
/** How long a claimed letter is left alone; whoever claimed it has sent it by then, or died. */
const lease = 5 * minute
const batch = 20

export interface PostmanOptions {
  readonly transport: Transport
  readonly clock: Clock
  readonly log: FastifyBaseLogger
}

/** Sends what is due. Several processes may do so at once: each letter is claimed by one. */
export class Postman {
  readonly #options: PostmanOptions
  #running: Promise<void> | undefined
  #again = false
  #stopped = false

  constructor(options: PostmanOptions) {
    this.#options = options
  }

  /** Send everything that is due; letters written meanwhile are sent, too. */
  async run(outbox: Outbox): Promise<void> {
    this.#again = true
    this.#running ??= this.#rounds(outbox).finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /** Finish the letter in hand and send no more. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
    this.#options.transport.close()
  }

  async #rounds(outbox: Outbox): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false
      const due = await Letter.objects
        .filter({ dueAt__lte: new Date(this.#options.clock()) })
        .orderBy('dueAt', 'id')
        .slice(0, batch)
      if (due.length === batch) this.#again = true
      for (const letter of due) if (!this.#stopped) await this.#handle(letter, outbox)
    }
  }

  async #handle(letter: Letter, outbox: Outbox): Promise<void> {
    if (!(await this.#claim(letter))) return
    const content = outbox.read(letter)
    const expired = letter.expiresAt.getTime() <= this.#options.clock()
    if (!content || expired) return this.#giveUp(letter, expired ? 'expired' : 'unreadable')
    try {
      await this.#options.transport.deliver(letter.recipient, content)
    } catch (error) {
      return this.#failed(letter, error)
    }
    await this.#sent(letter)
  }

  /** The number of attempts is compared and set in one statement: of several workers one gets the letter. */
  async #claim({ id, attempts }: Letter): Promise<boolean> {
    const dueAt = new Date(this.#options.clock() + lease)
    const claimed = await Letter.objects
      .filter({ id, attempts, dueAt__isnull: false })
      .update({ attempts: attempts + 1, dueAt })
    return claimed === 1
  }

  async #sent({ id, kind, sealed }: Letter): Promise<void> {
    const { clock, log, transport } = this.#options
    const kept = transport.reachesRecipient ? null : sealed
    await Letter.objects.filter({ id }).update({ sentAt: new Date(clock()), dueAt: null, sealed: kept, fault: null })
    log.info({ letter: id, kind }, 'sent')
  }

  async #failed(letter: Letter, error: unknown): Promise<void> {
    const { clock, log } = this.#options
    const { id, kind, attempts } = letter
    const fault = faultOf(error)
    log.warn({ letter: id, kind, attempts: attempts + 1, fault }, 'a letter could not be sent')
    if (error instanceof Undeliverable) return this.#giveUp(letter, fault)
    const wait = waits[attempts] ?? waits.at(-1) ?? minute
    await Letter.objects.filter({ id }).update({ dueAt: new Date(clock() + wait), fault })
  }

  async #giveUp({ id, kind }: Letter, fault: string): Promise<void> {
    await Letter.objects.filter({ id }).update({ dueAt: null, sealed: null, fault })
    this.#options.log.error({ letter: id, kind, fault }, 'a letter is given up')
  }
}

/** Say what went wrong without the recipient's address or text of the letter, which a server may repeat. */
function faultOf(error: unknown): string {
  const cause = error instanceof Undeliverable ? error.cause : error
  const { code, responseCode } = cause as { code?: string; responseCode?: number } // reading is harmless
  return [code ?? 'unknown', responseCode].filter(part => part !== undefined).join(' ')
}
