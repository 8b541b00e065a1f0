import type { Static, TSchema } from 'typebox'
import { Check } from 'typebox/value'
import { formText } from '../../web/form-errors.ts'
import { refused } from './passkeys.ts'
import { type FactorAnswer, PasskeyAnswer } from './schemas.ts'

/**
 * Read what the script of a page put into the field `passkey`; undefined when there is none.
 *
 * Throws BadInput `passkey_refused` for a text that is not what browsers give.
 */
export function credentialOf<T extends TSchema>(body: unknown, schema: T): Static<T> | undefined {
  const text = formText(body, 'passkey')
  if (text === '') return undefined
  const credential = parsed(text)
  if (!Check(schema, credential)) throw refused()
  return credential
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw refused(cause)
  }
}

/** Read the second factor that a form shows. Throws BadInput `passkey_refused`. */
export function factorAnswerOf(body: unknown): FactorAnswer {
  const passkey = credentialOf(body, PasskeyAnswer)
  const codes = { code: formText(body, 'code'), recovery_code: formText(body, 'recovery_code') }
  return passkey ? { ...codes, passkey } : codes
}
