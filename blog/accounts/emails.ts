import { domainToASCII } from 'node:url'

/** Longest address as typed, in code points: the width of the column. */
export const emailMaxLength = 64

/** Dot-atom without quotes, comments and folding (RFC 5322 §3.2.3), the only form that mail programs agree on. */
const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/

/**
 * Give the one spelling by which an address is compared: trimmed, lower case, the domain in ASCII (UTS 46).
 *
 * Null for what is not an address by our strict grammar. Dots and plus tags stay: they differ at many providers.
 */
export function canonicalEmail(typed: string): string | null {
  const text = typed.trim()
  if ([...text].length > emailMaxLength) return null
  const at = text.lastIndexOf('@')
  // Looked at as typed: normalising first would turn foreign letters such as the Kelvin sign into Latin ones.
  const local = /^[\x21-\x7e]+$/.test(text.slice(0, at)) ? text.slice(0, at).toLowerCase() : ''
  const domain = canonicalDomain(text.slice(at + 1))
  return at > 0 && localPart.test(local) && domain ? `${local}@${domain}` : null
}

function canonicalDomain(typed: string): string | null {
  if (/[\s%:/?#[\]@\\]/.test(typed)) return null
  const domain = domainToASCII(typed.normalize('NFC')).toLowerCase()
  const labels = domain.split('.')
  const named = labels.length > 1 && labels.every(part => label.test(part)) && !/^\d+$/.test(labels.at(-1) ?? '')
  return named && domain.length <= 189 ? domain : null
}
