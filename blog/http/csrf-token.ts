import { randomInt, timingSafeEqual } from 'node:crypto'

/** Letters of a token, and lengths of a secret and of a masked token: Django's (`django/middleware/csrf.py`). */
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const secretLength = 32
const tokenLength = 2 * secretLength
const form = new RegExp(`^[a-zA-Z0-9]{${secretLength}}(?:[a-zA-Z0-9]{${secretLength}})?$`)

/** Make a new secret of 190 bits. */
export function makeSecret(): string {
  return Array.from({ length: secretLength }, () => letters[randomInt(letters.length)]).join('')
}

/** Spell a digest of at least 32 bytes in the letters of a secret. */
export function secretFrom(digest: Uint8Array): string {
  return Array.from(digest.subarray(0, secretLength), byte => letters[byte % letters.length]).join('')
}

/** Tell whether a text has the form of a secret or a masked token. */
export function isWellFormed(text: string | undefined): text is string {
  return text !== undefined && form.test(text)
}

/** Hide a secret behind a random mask, so that compressed pages never repeat it (the BREACH attack). */
export function mask(secret: string): string {
  const key = makeSecret()
  return key + combine(secret, key, 1)
}

/** Give the secret of a masked token; a bare secret is its own. */
export function unmask(token: string): string {
  if (token.length !== tokenLength) return token
  return combine(token.slice(secretLength), token.slice(0, secretLength), -1)
}

function combine(text: string, key: string, sign: 1 | -1): string {
  const size = letters.length
  return Array.from(text, (letter, at) => {
    const sum = letters.indexOf(letter) + sign * letters.indexOf(key.charAt(at))
    return letters[(sum + size) % size]
  }).join('')
}

/** Compare a token with a secret in a time that does not tell where they differ. */
export function agrees(token: string, secret: string): boolean {
  const given = Buffer.from(unmask(token))
  const expected = Buffer.from(secret)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
