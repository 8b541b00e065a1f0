import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const algorithm = 'aes-256-gcm'
const nonceLength = 12
const tagLength = 16

/** Encrypt a text with a key of 32 bytes: base64url of nonce, tag and ciphertext (NIST SP 800-38D). */
export function seal(text: string, key: Buffer): string {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv(algorithm, key, nonce)
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString('base64url')
}

/** Decrypt a text with the first of the keys that fits; undefined when none does. */
export function unseal(sealed: string, keys: readonly Buffer[]): string | undefined {
  for (const key of keys) {
    const text = open(Buffer.from(sealed, 'base64url'), key)
    if (text !== undefined) return text
  }
  return undefined
}

function open(bytes: Buffer, key: Buffer): string | undefined {
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceLength), { authTagLength: tagLength })
  try {
    decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength))
    const text = decipher.update(bytes.subarray(nonceLength + tagLength))
    return Buffer.concat([text, decipher.final()]).toString('utf8')
  } catch {
    return undefined // the wrong key, or altered bytes: GCM does not say which
  }
}
