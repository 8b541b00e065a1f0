import { createHmac, timingSafeEqual } from 'node:crypto'

/** Seconds that a code is shown for (RFC 6238 §5.2). */
const period = 30
const digits = 6
/** How many steps a clock may be off, in either direction. */
const drift = 1

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Write bytes in base32 without padding (RFC 4648 §6), as authenticator apps read secrets. */
export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, byte => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map(group => alphabet[Number.parseInt(group.padEnd(5, '0'), 2)]).join('')
}

/** Number the time step that a moment, in milliseconds, lies in (RFC 6238 §4.2). */
export function stepAt(now: number): number {
  return Math.floor(now / 1000 / period)
}

/** Give the code of a counter: HOTP with SHA-1 (RFC 4226 §5.3), which every app understands. */
export function codeOf(secret: Uint8Array, counter: number, length = digits): string {
  const moving = Buffer.alloc(8)
  moving.writeBigUInt64BE(BigInt(counter))
  const mac = createHmac('sha1', secret).update(moving).digest()
  const offset = mac.readUInt8(mac.length - 1) & 0xf
  const number = (mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** length
  return String(number).padStart(length, '0')
}

/** Find the step around now, later than `lastStep`, whose code was given; undefined when there is none. */
export function matchingStep(secret: Uint8Array, code: string, now: number, lastStep: number): number | undefined {
  const current = stepAt(now)
  const given = Buffer.from(code)
  let found: number | undefined
  // All are compared, so that the time tells nothing about which fitted.
  for (let step = current - drift; step <= current + drift; step++) {
    const expected = Buffer.from(codeOf(secret, step))
    if (given.length === expected.length && timingSafeEqual(given, expected) && step > lastStep) found ??= step
  }
  return found
}

/** Give the address that a QR code carries to an authenticator app (Google's "Key URI Format"). */
export function otpauthUri(issuer: string, account: string, secret: string): string {
  const label = [issuer, account].map(encodeURIComponent).join(':')
  const facts = { secret, issuer, algorithm: 'SHA1', digits: String(digits), period: String(period) }
  const query = Object.entries(facts).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `otpauth://totp/${label}?${query.join('&')}`
}
