import { createHash, createHmac, randomInt } from 'node:crypto'
import { deriveKey } from '../keys.ts'
import type { Hasher } from './hashing/pool.ts'

/** How much of a text bcrypt reads; what comes after would count for nothing. */
const bcryptBytes = 72
/** Tag of a hash over a keyed digest: `hmac_sha384$<key id>$<bcrypt hash>`. */
const tag = 'hmac_sha384'
const bcryptForm = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/
const bcryptLetters = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

interface DigestKey {
  readonly id: string
  readonly key: Buffer
}

/** A stored hash taken apart. */
interface Stored {
  readonly bcrypt: string
  /** Key of the digest that was hashed in the password's place; undefined when the password itself was. */
  readonly digestKey: DigestKey | undefined
}

/** Turns passwords into stored strings and checks them; every check runs the hasher exactly once. */
export class Passwords {
  readonly #hasher: Hasher
  readonly #cost: number
  readonly #keys: readonly [DigestKey, ...DigestKey[]]

  constructor(hasher: Hasher, cost: number, secretKeys: readonly [string, ...string[]]) {
    this.#hasher = hasher
    this.#cost = cost
    this.#keys = secretKeys.map(digestKey) as [DigestKey, ...DigestKey[]] // map keeps the length
  }

  /** Make the string to be stored: bcrypt with a fresh salt, tagged when the password was too long for bcrypt alone. */
  async hash(password: string): Promise<string> {
    const text = password.normalize('NFC')
    if (Buffer.byteLength(text) <= bcryptBytes) return this.#hasher.hash(text, this.#cost)
    const [key] = this.#keys
    return `${tag}$${key.id}$${await this.#hasher.hash(digest(text, key), this.#cost)}`
  }

  /**
   * Check a password. Null stands for an account that does not exist or may not log in: the same work is done against
   * a hash of the current cost that nothing fits, so that the answer's time tells nothing (Django CVE-2024-39329).
   */
  async verify(password: string, stored: string | null): Promise<boolean> {
    const text = password.normalize('NFC')
    const known = stored === null ? undefined : this.#parse(stored)
    const comparable = known && (known.digestKey !== undefined) === Buffer.byteLength(text) > bcryptBytes
    const input = known?.digestKey ? digest(text, known.digestKey) : text
    if (comparable) return this.#hasher.verify(input, known.bcrypt)
    await this.#hasher.verify(shortened(text), unusableHash(this.#cost))
    return false
  }

  #parse(stored: string): Stored | undefined {
    if (!stored.startsWith(`${tag}$`))
      return bcryptForm.test(stored) ? { bcrypt: modern(stored), digestKey: undefined } : undefined
    const [, id, ...rest] = stored.split('$')
    const digestKey = this.#keys.find(key => key.id === id)
    const bcrypt = rest.join('$')
    return digestKey && bcryptForm.test(bcrypt) ? { bcrypt: modern(bcrypt), digestKey } : undefined
  }
}

function digestKey(secretKey: string): DigestKey {
  const key = deriveKey(secretKey, 'long-password')
  return { key, id: createHash('sha256').update(key).digest('hex').slice(0, 8) }
}

/** Shorten a long password to 64 letters; keyed, so that a leaked digest of another site fits nothing here. */
function digest(text: string, { key }: DigestKey): string {
  return createHmac('sha384', key).update(text).digest('base64')
}

/** Give the hasher something of a size that it takes; the outcome is thrown away. */
function shortened(text: string): string {
  return Buffer.byteLength(text) <= bcryptBytes ? text : createHash('sha384').update(text).digest('base64')
}

/** PHP writes `$2y$` for what everybody else calls `$2b$`, and the library knows only the latter. */
function modern(hash: string): string {
  return hash.replace(/^\$2y\$/, '$2b$')
}

/** Make up a well-formed hash of a cost that belongs to no password. */
function unusableHash(cost: number): string {
  const letters = Array.from({ length: 53 }, () => bcryptLetters[randomInt(64)])
  // The salt's 22nd letter carries two bits only.
  letters[21] = '.Oeu'[randomInt(4)]
  return `$2b$${String(cost).padStart(2, '0')}$${letters.join('')}`
}
