import { hkdfSync } from 'node:crypto'

/** What derived keys are for; a key for one purpose tells nothing about another's. */
export type Purpose = 'csrf' | 'long-password' | 'outbox' | 'device' | 'refresh' | 'totp'

/**
 * Derive the key for a purpose from the secret key (HKDF-SHA-256, RFC 5869), 32 bytes.
 *
 * Tokens alone are signed with the secret key itself, as the document's original does.
 */
export function deriveKey(secretKey: string, purpose: Purpose): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, '', `inkstone/${purpose}/v1`, 32))
}
