import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import type { Clock } from '../http/context.ts'
import { Memory } from '../http/memory.ts'
import { NotAuthenticated } from '../http/problems.ts'
import type { TokenKeys } from './signing/keys.ts'
import { readSigned } from './signing/signed.ts'

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
  readonly keys: TokenKeys
  /** Seconds until a token expires. */
  readonly expire: number
  readonly clock: Clock
  /** Origin of the site, named in tokens that others check, and demanded of them; undefined where nobody else does. */
  readonly issuer?: string | undefined
}

/** How many verified tokens are remembered. */
const memorySize = 10_000

/**
 * Makes and checks the tokens of the document: JWT, HS256 with the raw secret key, `user_id` and `timestamp`; `iat`,
 * `exp`, `jti` and `typ` are added, and `sid` names the session. With a key pair they also say who made them.
 */
export class Tokens {
  readonly #options: TokenOptions
  /**
   * That a signature fits is remembered, by the token itself: the key that signs any token lies in the same memory, so
   * a digest would hide nothing. Expiry, revocation and the user are looked at every time.
   */
  readonly #verified = new Memory<Claims>(memorySize)

  constructor(options: TokenOptions) {
    this.#options = options
  }

  /** Make a token for a user; it stops working with the session. */
  make(userId: number, session: string): Promise<string> {
    const { keys, expire, clock, issuer } = this.#options
    const now = Math.floor(clock() / 1000)
    const kid = keys.checking[0]?.id
    const token = new SignJWT({ user_id: userId, timestamp: now, typ: 'access', sid: session })
      .setProtectedHeader({ alg: keys.algorithm, typ: 'JWT', ...(kid === undefined ? {} : { kid }) })
      .setIssuedAt(now)
      .setExpirationTime(now + expire)
      .setJti(randomUUID())
    if (issuer !== undefined) token.setIssuer(issuer).setAudience(issuer).setSubject(String(userId))
    return token.sign(keys.signing)
  }

  /** Give the claims of a token. Throws {@link NotAuthenticated} `invalid_token` or `token_expired`. */
  async verify(token: string): Promise<Claims> {
    const { keys, clock, issuer } = this.#options
    const now = clock()
    const known = this.#verified.get(token)
    const claims = known ?? claimsOf(await readSigned(token, { keys, now, issuer }))
    if (claims.expiresAt * 1000 <= now) {
      this.#verified.delete(token)
      throw new NotAuthenticated('token_expired')
    }
    if (!known) this.#verified.set(token, claims)
    return claims
  }
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
