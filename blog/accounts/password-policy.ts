import type { FieldFault } from '../http/problems.ts'
import { isCommonPassword } from './common-passwords.ts'

/** Longest password in code points; a limit on work, not on strength. */
export const passwordMaxLength = 256

export interface PasswordContext {
  readonly minLength: number
  readonly name: string
  readonly email: string
}

/**
 * Say why a new password is refused, or undefined for an acceptable one (NIST SP 800-63B-4 §3.1.1.2).
 *
 * Length counts code points after NFC; nothing is asked about kinds of characters.
 */
export function faultOfPassword(password: string, { minLength, name, email }: PasswordContext): FieldFault | undefined {
  const length = [...password.normalize('NFC')].length
  if (length > passwordMaxLength) return { code: 'too_long', params: { max: passwordMaxLength } }
  if (length < minLength) return { code: 'too_short', params: { min: minLength } }
  if (isCommonPassword(password)) return { code: 'common_password' }
  const lowered = password.toLowerCase()
  const own = [name, email, email.split('@', 1)[0] ?? '', 'inkstone']
  return own.some(word => word.trim().toLowerCase() === lowered) ? { code: 'password_like_account' } : undefined
}
