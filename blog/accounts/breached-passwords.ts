import { createHash } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../http/context.ts'

/** Milliseconds that the service may take; registering must not wait for it. */
const patience = 2000
/** Milliseconds that the service is left alone after it failed. */
const pause = 60_000

export interface BreachCheckOptions {
  /** Where ranges are asked for: `url/ABCDE`. */
  readonly url: string
  readonly clock: Clock
  readonly log: FastifyBaseLogger
  readonly fetch?: typeof fetch | undefined
}

/**
 * Asks a service such as Have I Been Pwned whether a password has leaked.
 *
 * Five of forty digits of its SHA-1 leave the house ("k-anonymity"): some thousand passwords begin like that. A service
 * that does not answer refuses nobody, and the log says so.
 */
export class BreachCheck {
  readonly #options: BreachCheckOptions
  #silentUntil = 0

  constructor(options: BreachCheckOptions) {
    this.#options = options
  }

  async knows(password: string): Promise<boolean> {
    const { clock, log } = this.#options
    if (clock() < this.#silentUntil) return false
    const digest = createHash('sha1').update(password.normalize('NFC')).digest('hex').toUpperCase()
    try {
      return listed(await this.#range(digest.slice(0, 5)), digest.slice(5))
    } catch (error) {
      this.#silentUntil = clock() + pause
      log.warn({ reason: error instanceof Error ? error.name : 'unknown' }, 'the breach check did not answer')
      return false
    }
  }

  async #range(prefix: string): Promise<string> {
    const { url, fetch: get = fetch } = this.#options
    const answer = await get(`${url}/${prefix}`, {
      headers: { 'add-padding': 'true', 'user-agent': 'inkstone' },
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    })
    if (!answer.ok) throw new Error(`status ${answer.status}`)
    return answer.text()
  }
}

/** Padding has the count 0 and means nothing. */
function listed(range: string, suffix: string): boolean {
  return range.split('\n').some(line => {
    const [found = '', count = ''] = line.trim().split(':')
    return found.toUpperCase() === suffix && Number(count) > 0
  })
}
