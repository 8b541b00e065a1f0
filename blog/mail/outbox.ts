import { onCommit } from '@inkstone/orm'
import type { FastifyInstance } from 'fastify'
import type { Language } from '../http/accept.ts'
import { deriveKey } from '../keys.ts'
import { seal, unseal } from '../sealing.ts'
import type { Content, Message } from './content.ts'
import { layOut } from './layout.ts'
import { Letter } from './models.ts'

/** A letter to be written. */
export interface NewLetter {
  /** The stored address of an account, or one that is to become it; never text that was not checked. */
  readonly recipient: string
  readonly kind: string
  readonly language: Language
  readonly message: Message
  /** When its links are dead, in milliseconds. */
  readonly expiresAt: number
}

type Surroundings = Pick<FastifyInstance, 'settings' | 'clock'>

/** Writes letters down, and reads them for whoever sends them. */
export class Outbox {
  readonly #app: Surroundings
  readonly #keys: readonly Buffer[]
  readonly #wake: () => void

  constructor(app: Surroundings, wake: () => void) {
    const { secretKey, secretKeyFallbacks } = app.settings
    this.#app = app
    this.#wake = wake
    this.#keys = [secretKey, ...secretKeyFallbacks].map(key => deriveKey(key, 'outbox'))
  }

  /** Write a letter down. In a transaction, it exists if and only if what caused it does. */
  async write({ recipient, kind, language, message, expiresAt }: NewLetter): Promise<void> {
    const [key] = this.#keys
    if (!key) throw new TypeError('a secret key is needed')
    const sealed = seal(JSON.stringify(layOut(message, language)), key)
    const now = new Date(this.#app.clock())
    await Letter.objects.create({ recipient, kind, sealed, createdAt: now, dueAt: now, expiresAt: new Date(expiresAt) })
    onCommit(this.#wake)
  }

  /** Read what a letter says; undefined once it was sent, or when the key it was sealed with is gone. */
  read(letter: Letter): Content | undefined {
    const text = letter.sealed === null ? undefined : unseal(letter.sealed, this.#keys)
    return text === undefined ? undefined : (JSON.parse(text) as Content) // sealed by `write` above, from a Content
  }
}
