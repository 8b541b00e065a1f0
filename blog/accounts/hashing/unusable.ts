import { randomBytes, randomInt } from 'node:crypto'
import { spellArgon2, spellScrypt } from './formats.ts'
import type { Recipe } from './job.ts'

const bcryptLetters = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Make up a well-formed hash that belongs to no password and takes as long to check as those that do. */
export function unusableHash(recipe: Recipe): string {
  switch (recipe.algorithm) {
    case 'bcrypt':
      return unusableBcrypt(recipe.cost)
    case 'argon2':
      return spellArgon2(recipe, randomBytes(16), randomBytes(32))
    case 'scrypt':
      return spellScrypt(recipe, randomBytes(11).toString('hex'), randomBytes(64))
  }
}

function unusableBcrypt(cost: number): string {
  const letters = Array.from({ length: 53 }, () => bcryptLetters[randomInt(64)])
  // The salt's 22nd letter carries two bits only.
  letters[21] = '.Oeu'[randomInt(4)]
  return `$2b$${String(cost).padStart(2, '0')}$${letters.join('')}`
}
