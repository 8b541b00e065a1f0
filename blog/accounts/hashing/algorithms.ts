import { argon2Sync, pbkdf2Sync, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'
import bcrypt from 'bcrypt'
import { type Parsed, parseHash, spellArgon2, spellScrypt } from './formats.ts'
import type { Recipe } from './job.ts'

/** Django's length of a scrypt key; a hash of another length would not verify there. */
const scryptKeyLength = 64
const argon2KeyLength = 32

/** Hash a text with a fresh salt. Takes a core for a fifth of a second: for hashing threads only. */
export function makeHash(text: string, recipe: Recipe): string {
  switch (recipe.algorithm) {
    case 'bcrypt':
      return bcrypt.hashSync(text, recipe.cost)
    case 'argon2': {
      const salt = randomBytes(16)
      const work = { ...recipe, variant: 'argon2id', salt } as const
      return spellArgon2(recipe, salt, argon2(text, work, argon2KeyLength))
    }
    case 'scrypt': {
      const salt = randomBytes(16).toString('hex').slice(0, 22)
      return spellScrypt(recipe, salt, scrypt(text, { ...recipe, salt: Buffer.from(salt) }, scryptKeyLength))
    }
  }
}

/** Tell whether a hash belongs to a text; false for what is no hash. */
export function fitsHash(text: string, stored: string): boolean {
  const parsed = parseHash(stored)
  if (!parsed) return false
  if (parsed.algorithm === 'bcrypt') return bcrypt.compareSync(text, parsed.hash)
  const key = derive(text, parsed)
  return key.length === parsed.key.length && timingSafeEqual(key, parsed.key)
}

function derive(text: string, parsed: Exclude<Parsed, { algorithm: 'bcrypt' }>): Buffer {
  const { length } = parsed.key
  if (parsed.algorithm === 'pbkdf2') return pbkdf2Sync(text, parsed.salt, parsed.iterations, length, 'sha256')
  return parsed.algorithm === 'argon2' ? argon2(text, parsed, length) : scrypt(text, parsed, length)
}

interface Argon2Work {
  readonly variant: 'argon2d' | 'argon2i' | 'argon2id'
  readonly salt: Buffer
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

function argon2(text: string, { variant, salt, memory, passes, parallelism }: Argon2Work, tagLength: number): Buffer {
  return argon2Sync(variant, { message: text, nonce: salt, memory, passes, parallelism, tagLength })
}

interface ScryptWork {
  readonly salt: Buffer
  readonly cost: number
  readonly blockSize: number
  readonly parallelism: number
}

function scrypt(text: string, { salt, cost, blockSize, parallelism }: ScryptWork, length: number): Buffer {
  const maxmem = 128 * blockSize * (cost + parallelism + 2)
  return scryptSync(text, salt, length, { cost, blockSize, parallelization: parallelism, maxmem })
}
