import { createHash, createHmac } from 'node:crypto'
import { deriveKey } from '../keys.ts'
import { parseHash } from './hashing/formats.ts'
import type { Recipe } from './hashing/job.ts'
import type { Hasher } from './hashing/pool.ts'
import { unusableHash } from './hashing/unusable.ts'

/** How much of a text bcrypt reads; what comes after would count for nothing. */
const bcryptBytes = 72
/** Width of the column `user.password`. */
const columnWidth = 128
/** Tag of a hash over a keyed digest: `hmac_sha384$<key id>$<bcrypt hash>`. */
const tag = 'hmac_sha384'

interface DigestKey {
  readonly id: string
  readonly key: Buffer
}

/** What is stored for a user without a password; nothing fits it. Django's mark of an unusable one. */
export const noPassword = '!'

/** Tell whether a user has a password at all. */
export function hasPassword({ password }: { readonly password: string }): boolean {
  return !password.startsWith(noPassword)
}

/** A stored hash taken apart. */
interface Stored {
  readonly hash: string
  /** Turns the password into what was hashed in its place; undefined when that was the password itself. */
  readonly digest: ((text: string) => string) | undefined
  /** Whether the hash reads the whole of a text, however long. */
  readonly whole: boolean
}

/** Turns passwords into stored strings and checks them; every check runs the hasher exactly once. */
export class Passwords {
  readonly #hasher: Hasher
  readonly #recipe: Recipe
  readonly #keys: readonly [DigestKey, ...DigestKey[]]

  constructor(hasher: Hasher, recipe: Recipe, secretKeys: readonly [string, ...string[]]) {
    this.#hasher = hasher
    this.#recipe = recipe
    this.#keys = secretKeys.map(digestKey) as [DigestKey, ...DigestKey[]] // map keeps the length
  }

  /** Make the string to be stored, with a fresh salt; tagged when the password was too long for bcrypt alone. */
  async hash(password: string): Promise<string> {
    const text = password.normalize('NFC')
    if (this.#recipe.algorithm !== 'bcrypt' || fitsBcrypt(text)) return this.#hasher.hash(text, this.#recipe)
    const [key] = this.#keys
    return `${tag}$${key.id}$${await this.#hasher.hash(keyedDigest(text, key), this.#recipe)}`
  }

  /**
   * Check a password. Null stands for an account that does not exist or may not log in: the same work is done against
   * a hash of the current cost that nothing fits, so that the answer's time tells nothing (Django CVE-2024-39329).
   */
  async verify(password: string, stored: string | null): Promise<boolean> {
    const text = password.normalize('NFC')
    const known = stored === null ? undefined : this.#parse(stored)
    if (known && this.#comparable(text, known)) return this.#hasher.verify(known.digest?.(text) ?? text, known.hash)
    await this.#hasher.verify(shortened(text), unusableHash(this.#recipe))
    return false
  }

  /** Tell whether a stored hash is of a kind that can be checked. */
  understands(stored: string): boolean {
    return stored.length <= columnWidth && this.#parse(stored) !== undefined
  }

  /** Tell whether a stored hash is of another kind, or cheaper, than those that are made now. */
  isOutdated(stored: string): boolean {
    const parsed = parseHash(stored.startsWith(`${tag}$${this.#keys[0].id}$`) ? this.#untagged(stored) : stored)
    const recipe = this.#recipe
    if (parsed?.algorithm === 'bcrypt') return recipe.algorithm !== 'bcrypt' || parsed.cost < recipe.cost
    if (parsed?.algorithm === 'argon2')
      return recipe.algorithm !== 'argon2' || parsed.memory * parsed.passes < recipe.memory * recipe.passes
    if (parsed?.algorithm === 'scrypt')
      return recipe.algorithm !== 'scrypt' || parsed.cost * parsed.parallelism < recipe.cost * recipe.parallelism
    return true
  }

  /** A keyed digest stands for long passwords only, so that no short text passes for the digest of a long one. */
  #comparable(text: string, { hash, digest, whole }: Stored): boolean {
    return whole || (hash !== '' && (digest !== undefined) === !fitsBcrypt(text))
  }

  #parse(stored: string): Stored | undefined {
    if (stored.startsWith(`${tag}$`)) return this.#parseTagged(stored)
    // Django's two: the plain one is bcrypt as everybody writes it, the other hashes the hexadecimal SHA-256.
    if (stored.startsWith('bcrypt_sha256$')) return known(stored.slice('bcrypt_sha256$'.length), hexDigest, true)
    if (stored.startsWith('bcrypt$')) return known(stored.slice('bcrypt$'.length))
    return known(stored)
  }

  #parseTagged(stored: string): Stored | undefined {
    const id = stored.split('$')[1]
    const key = this.#keys.find(candidate => candidate.id === id)
    return key && known(this.#untagged(stored), text => keyedDigest(text, key))
  }

  #untagged(stored: string): string {
    return stored.split('$').slice(2).join('$')
  }
}

function known(hash: string, digest?: Stored['digest'], whole = !hash.startsWith('$2')): Stored | undefined {
  return parseHash(hash) && { hash, digest, whole }
}

function digestKey(secretKey: string): DigestKey {
  const key = deriveKey(secretKey, 'long-password')
  return { key, id: createHash('sha256').update(key).digest('hex').slice(0, 8) }
}

function fitsBcrypt(text: string): boolean {
  return Buffer.byteLength(text) <= bcryptBytes
}

/** Shorten a long password to 64 letters; keyed, so that a leaked digest of another site fits nothing here. */
function keyedDigest(text: string, { key }: DigestKey): string {
  return createHmac('sha384', key).update(text).digest('base64')
}

function hexDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Give the hasher something of a size that it takes; the outcome is thrown away. */
function shortened(text: string): string {
  return fitsBcrypt(text) ? text : createHash('sha384').update(text).digest('base64')
}
