import type { KeyObject } from 'node:crypto'
import { errors, jwtVerify } from 'jose'
import { parseJson } from '../../http/json.ts'
import { NotAuthenticated } from '../../http/problems.ts'
import type { TokenKeys } from './keys.ts'

type Fields = Record<string, unknown>

const longest = 4096
const knownHeaders = new Set(['alg', 'typ', 'kid'])

export interface ReadOptions {
  readonly keys: TokenKeys
  /** Milliseconds since 1970. */
  readonly now: number
  /** What `iss` and `aud` have to be; undefined where they are not asked for. */
  readonly issuer?: string | undefined
}

/**
 * Read what a token says once its signature is found good: a compact JWS (RFC 7515 §7.1) with an expiry.
 *
 * Throws {@link NotAuthenticated} `invalid_token` or `token_expired`, whatever the text is.
 */
export async function readSigned(token: string, options: ReadOptions): Promise<Fields> {
  const headers = requireStrictForm(token)
  for (const key of keysFor(headers.kid, options.keys)) {
    const payload = await readWith(key, token, options)
    if (payload) return payload
  }
  throw new NotAuthenticated('invalid_token')
}

/** A name may choose among our keys and nothing else; shared secrets have no names, and none is looked at. */
function keysFor(kid: unknown, { checking }: TokenKeys): KeyObject[] {
  const named = kid === undefined ? checking : checking.filter(({ id }) => id === undefined || id === kid)
  return named.map(({ key }) => key)
}

async function readWith(key: KeyObject, token: string, { keys, now, issuer }: ReadOptions) {
  const asked = issuer === undefined ? {} : { issuer, audience: issuer }
  const rules = { algorithms: [keys.algorithm], requiredClaims: ['exp'], currentDate: new Date(now), ...asked }
  try {
    return (await jwtVerify(token, key, rules)).payload as Fields
  } catch (cause) {
    if (cause instanceof errors.JWSSignatureVerificationFailed) return undefined
    throw new NotAuthenticated(cause instanceof errors.JWTExpired ? 'token_expired' : 'invalid_token', { cause })
  }
}

/**
 * Refuse what lenient decoders let through: other than three segments, base64url in a second spelling (RFC 4648 §3.5),
 * duplicate keys, and headers that would choose a key or need understanding (RFC 8725 §3.10, RFC 7515 §4.1.11).
 */
function requireStrictForm(token: string): Fields {
  const segments = token.split('.')
  const [header = '', payload = ''] = segments
  if (token.length > longest || segments.length !== 3 || !segments.every(isCanonical)) {
    throw new NotAuthenticated('invalid_token')
  }
  const headers = parseObject(header)
  const { typ = 'JWT' } = headers
  const fit = Object.keys(headers).every(name => knownHeaders.has(name))
  if (!fit || typeof typ !== 'string' || typ.toUpperCase() !== 'JWT') throw new NotAuthenticated('invalid_token')
  parseObject(payload)
  return headers
}

function isCanonical(segment: string): boolean {
  return segment !== '' && Buffer.from(segment, 'base64url').toString('base64url') === segment
}

function parseObject(segment: string): Fields {
  try {
    const value = parseJson(Buffer.from(segment, 'base64url'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  } catch (cause) {
    throw new NotAuthenticated('invalid_token', { cause })
  }
  throw new NotAuthenticated('invalid_token')
}
