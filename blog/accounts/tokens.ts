import { createHash, createSecretKey, type KeyObject, randomUUID } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import type { Clock } from '../http/context.ts'
import { parseJson } from '../http/json.ts'
import { NotAuthenticated } from '../http/problems.ts'

/** What a valid token says. */
export interface Claims {
  readonly userId: number
  /** Seconds since 1970. */
  readonly issuedAt: number
  readonly expiresAt: number
  /** Key of the session that the token was made with; absent in tokens of the original. */
  readonly session?: string
}

export interface TokenOptions {
  /** The first signs, all are accepted. */
  readonly secretKeys: readonly string[]
  /** Seconds until a token expires. */
  readonly expire: number
  readonly clock: Clock
}

/** How many verified tokens are remembered. */
const memorySize = 10_000
const longest = 4096
const knownHeaders = new Set(['alg', 'typ', 'kid'])

/**
 * Makes and checks the tokens of the document: JWT, HS256 with the raw secret key, `user_id` and `timestamp`; `iat`,
 * `exp`, `jti` and `typ` are added, and `sid` names the session.
 */
export class Tokens {
  readonly #keys: readonly KeyObject[]
  readonly #expire: number
  readonly #clock: Clock
  readonly #verified = new Map<string, Claims>()

  constructor({ secretKeys, expire, clock }: TokenOptions) {
    this.#keys = secretKeys.map(key => createSecretKey(key, 'utf8'))
    this.#expire = expire
    this.#clock = clock
  }

  /** Make a token for a user; it stops working with the session. */
  make(userId: number, session: string): Promise<string> {
    const now = Math.floor(this.#clock() / 1000)
    const [key] = this.#keys
    if (!key) throw new TypeError('a secret key is needed')
    return new SignJWT({ user_id: userId, timestamp: now, typ: 'access', sid: session })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuedAt(now)
      .setExpirationTime(now + this.#expire)
      .setJti(randomUUID())
      .sign(key)
  }

  /** Give the claims of a token. Throws {@link NotAuthenticated} `invalid_token` or `token_expired`. */
  async verify(token: string): Promise<Claims> {
    const digest = createHash('sha256').update(token).digest('base64url')
    const claims = this.#verified.get(digest) ?? (await this.#check(token))
    if (claims.expiresAt * 1000 <= this.#clock()) {
      this.#verified.delete(digest)
      throw new NotAuthenticated('token_expired')
    }
    this.#remember(digest, claims)
    return claims
  }

  /** Only the signature is remembered: expiry, revocation and the user are looked at every time. */
  #remember(digest: string, claims: Claims): void {
    if (this.#verified.has(digest)) return
    if (this.#verified.size >= memorySize) this.#verified.delete(this.#verified.keys().next().value ?? '')
    this.#verified.set(digest, claims)
  }

  async #check(token: string): Promise<Claims> {
    requireStrictForm(token)
    for (const key of this.#keys) {
      const payload = await this.#verifyWith(key, token)
      if (payload) return claimsOf(payload)
    }
    throw new NotAuthenticated('invalid_token')
  }

  async #verifyWith(key: KeyObject, token: string): Promise<Record<string, unknown> | undefined> {
    try {
      const currentDate = new Date(this.#clock())
      const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], requiredClaims: ['exp'], currentDate })
      return payload
    } catch (cause) {
      if (cause instanceof errors.JWSSignatureVerificationFailed) return undefined
      throw new NotAuthenticated(cause instanceof errors.JWTExpired ? 'token_expired' : 'invalid_token', { cause })
    }
  }
}

/**
 * Refuse what lenient decoders let through: other than three segments, base64url in a second spelling (RFC 4648 §3.5),
 * duplicate keys, and headers that would choose a key or need understanding (RFC 8725 §3.10, RFC 7515 §4.1.11).
 */
function requireStrictForm(token: string): void {
  const segments = token.split('.')
  const [header = '', payload = ''] = segments
  if (token.length > longest || segments.length !== 3 || !segments.every(isCanonical)) {
    throw new NotAuthenticated('invalid_token')
  }
  const headers = parseObject(header)
  const typ = headers.typ ?? 'JWT'
  const fit = Object.keys(headers).every(name => knownHeaders.has(name))
  if (!fit || typeof typ !== 'string' || typ.toUpperCase() !== 'JWT') throw new NotAuthenticated('invalid_token')
  parseObject(payload)
}

function isCanonical(segment: string): boolean {
  return segment !== '' && Buffer.from(segment, 'base64url').toString('base64url') === segment
}

function parseObject(segment: string): Record<string, unknown> {
  try {
    const value = parseJson(Buffer.from(segment, 'base64url'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch (cause) {
    throw new NotAuthenticated('invalid_token', { cause })
  }
  throw new NotAuthenticated('invalid_token')
}

function claimsOf(payload: Record<string, unknown>): Claims {
  const { user_id: userId, timestamp, iat = timestamp, exp, typ = 'access', sid } = payload
  const fit = isCount(userId) && isCount(iat) && isCount(exp) && typ === 'access'
  if (!fit || (sid !== undefined && typeof sid !== 'string')) throw new NotAuthenticated('invalid_token')
  return { userId, issuedAt: iat, expiresAt: exp, ...(sid === undefined ? {} : { session: sid }) }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0 // isSafeInteger holds for numbers alone
}
