/** What a stored hash says about itself. Spelled as Django spells it (`django/contrib/auth/hashers.py`). */
export type Parsed =
  | { readonly algorithm: 'bcrypt'; readonly hash: string; readonly cost: number }
  | (Derived & { readonly algorithm: 'pbkdf2'; readonly iterations: number })
  | (Derived & {
      readonly algorithm: 'argon2'
      readonly variant: 'argon2d' | 'argon2i' | 'argon2id'
      readonly memory: number
      readonly passes: number
      readonly parallelism: number
    })
  | (Derived & {
      readonly algorithm: 'scrypt'
      readonly cost: number
      readonly blockSize: number
      readonly parallelism: number
    })

interface Derived {
  readonly salt: Buffer
  readonly key: Buffer
}

const bcryptForm = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/
const pbkdf2Form = /^pbkdf2_sha256\$(\d{1,8})\$([^$]+)\$([A-Za-z0-9+/]+=*)$/
const argon2Form =
  /^argon2\$(argon2(?:id|i|d))\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/
const scryptForm = /^scrypt\$(\d{1,7})\$([^$]+)\$(\d{1,3})\$(\d{1,3})\$([A-Za-z0-9+/]+=*)$/

/** Most memory that checking one hash may take, in bytes: a strange row must not bring the site down. */
const memoryLimit = 1024 ** 3

/** Read a stored hash; undefined for what is none of the forms, or asks for more work than is sane. */
export function parseHash(stored: string): Parsed | undefined {
  return parseBcrypt(stored) ?? parsePbkdf2(stored) ?? parseArgon2(stored) ?? parseScrypt(stored)
}

function parseBcrypt(stored: string): Parsed | undefined {
  const [hash, cost] = bcryptForm.exec(stored) ?? []
  // PHP writes $2y$ for what everybody else calls $2b$, and the library knows only the latter.
  return hash === undefined
    ? undefined
    : { algorithm: 'bcrypt', hash: hash.replace(/^\$2y\$/, '$2b$'), cost: Number(cost) }
}

function parsePbkdf2(stored: string): Parsed | undefined {
  const [, iterations, salt, key] = pbkdf2Form.exec(stored) ?? []
  if (iterations === undefined || salt === undefined || key === undefined) return undefined
  return Number(iterations) < 1 || Number(iterations) > 10_000_000
    ? undefined
    : { algorithm: 'pbkdf2', iterations: Number(iterations), salt: Buffer.from(salt), key: Buffer.from(key, 'base64') }
}

function parseArgon2(stored: string): Parsed | undefined {
  const [, variant, memory, passes, parallelism, salt, key] = argon2Form.exec(stored) ?? []
  if (variant === undefined || salt === undefined || key === undefined) return undefined
  const numbers = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  const sane = numbers.passes > 0 && numbers.parallelism > 0 && numbers.memory * 1024 <= memoryLimit
  if (!sane || numbers.memory < 8 * numbers.parallelism) return undefined
  const bytes = { salt: Buffer.from(salt, 'base64'), key: Buffer.from(key, 'base64') }
  return { algorithm: 'argon2', variant: variant as 'argon2id', ...numbers, ...bytes } // the form allows three words
}

function parseScrypt(stored: string): Parsed | undefined {
  const [, cost, salt, blockSize, parallelism, key] = scryptForm.exec(stored) ?? []
  if (cost === undefined || salt === undefined || key === undefined) return undefined
  const numbers = { cost: Number(cost), blockSize: Number(blockSize), parallelism: Number(parallelism) }
  const sane = numbers.blockSize > 0 && numbers.parallelism > 0 && 128 * numbers.cost * numbers.blockSize <= memoryLimit
  const power = numbers.cost > 1 && Number.isInteger(Math.log2(numbers.cost))
  if (!sane || !power) return undefined
  return { algorithm: 'scrypt', ...numbers, salt: Buffer.from(salt), key: Buffer.from(key, 'base64') }
}

/** Spell an Argon2id hash. */
export function spellArgon2(
  numbers: { memory: number; passes: number; parallelism: number },
  salt: Buffer,
  key: Buffer,
): string {
  const bare = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
  const { memory, passes, parallelism } = numbers
  return `argon2$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${bare(salt)}$${bare(key)}`
}

/** Spell a scrypt hash; the salt is a text of letters. */
export function spellScrypt(
  numbers: { cost: number; blockSize: number; parallelism: number },
  salt: string,
  key: Buffer,
): string {
  return `scrypt$${numbers.cost}$${salt}$${numbers.blockSize}$${numbers.parallelism}$${key.toString('base64')}`
}
