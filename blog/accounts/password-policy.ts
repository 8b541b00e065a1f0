import type { FieldFault } from '../http/problems.ts'
import type { BreachCheck } from './breached-passwords.ts'
import { isCommonPassword } from './common-passwords.ts'

/** Longest password in code points; a limit on work, not on strength. */
export const passwordMaxLength = 256

/** What a password must not be made of: the user's own words. */
export interface PasswordOwner {
  readonly name: string
  readonly email: string
}

interface PasswordPolicyOptions {
  readonly minLength: number
  /** Words that everybody who knows the site would try. */
  readonly siteWords: readonly string[]
  /** Undefined when no service is asked. */
  readonly breaches: BreachCheck | undefined
}

/** Judges new passwords (NIST SP 800-63B-4 §3.1.1.2): length and lists, nothing about kinds of characters. */
export class PasswordPolicy {
  readonly #options: PasswordPolicyOptions

  constructor(options: PasswordPolicyOptions) {
    this.#options = options
  }

  /** Say at once why a password is refused, or undefined. Length counts code points after NFC. */
  faultOf(password: string, { name, email }: PasswordOwner): FieldFault | undefined {
    const { minLength, siteWords } = this.#options
    const length = [...password.normalize('NFC')].length
    if (length > passwordMaxLength) return { code: 'too_long', params: { max: passwordMaxLength } }
    if (length < minLength) return { code: 'too_short', params: { min: minLength } }
    if (isCommonPassword(password)) return { code: 'common_password' }
    const words = [...siteWords, name, email, ...email.split(/[@.]/)]
    return isMadeOf(password, words) ? { code: 'password_like_account' } : undefined
  }

  /** Say whether a password has leaked, once everything else about it is right; undefined also when nobody knows. */
  async breachOf(password: string): Promise<FieldFault | undefined> {
    return (await this.#options.breaches?.knows(password)) ? { code: 'breached_password' } : undefined
  }
}

/** Tell whether a password is one of the words, or nothing but some of them with digits and signs around. */
function isMadeOf(password: string, words: readonly string[]): boolean {
  const lowered = password.normalize('NFC').toLowerCase()
  const own = words.map(word => word.trim().toLowerCase()).filter(word => word !== '')
  if (own.includes(lowered)) return true
  const telling = own.filter(word => [...word].length >= 4 || /\p{Script=Han}{2}/u.test(word))
  const rest = telling.sort((a, b) => b.length - a.length).reduce((text, word) => text.replaceAll(word, ''), lowered)
  return rest !== lowered && [...rest.replace(/\P{L}/gu, '')].length < 3 && [...rest].length < 8
}
