import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createRemoteJWKSet, errors, jwtVerify, type RemoteJWKSetOptions } from 'jose'

/** Whom a token is about; the blog's id of the user. */
interface Visitor {
  readonly id: string
}

/**
 * Make what tells whose token it is, with nothing but the keys that the blog publishes.
 *
 * `issuer` is the blog's `PUBLIC_URL`. Keys are fetched when a token names one that is not known yet, so that a blog that
 * changes its key logs nobody out. Throws an error of `jose` for a token that does not hold.
 */
export function makeChecker(issuer: string, options?: RemoteJWKSetOptions): (token: string) => Promise<Visitor> {
  const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', issuer), options)
  return async token => {
    const { payload } = await jwtVerify<{ readonly typ?: unknown }>(token, keys, {
      issuer,
      audience: issuer,
      // A list of our own: what a token says about its algorithm is not to be trusted (RFC 8725 §3.1).
      algorithms: ['EdDSA', 'RS256'],
      requiredClaims: ['exp', 'sub'],
    })
    if (payload.typ !== 'access' || payload.sub === undefined) throw new errors.JWTInvalid('not an access token')
    return { id: payload.sub }
  }
}

/** A service that knows its visitors by the blog's tokens: `GET /` with `Authorization: Bearer <token>`. */
export function makeService(check: (token: string) => Promise<Visitor>): Server {
  return createServer((request, response) => void answer(request, response, check))
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  check: (token: string) => Promise<Visitor>,
): Promise<void> {
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
  response.setHeader('content-type', 'application/json')
  try {
    if (token === undefined) throw new errors.JWTInvalid('no token')
    response.end(JSON.stringify({ visitor: await check(token) }))
  } catch (error) {
    // The blog being out of reach is no fault of the visitor's.
    const unfit = error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout)
    response.statusCode = unfit ? 401 : 503
    response.end(JSON.stringify({ error: unfit ? 'log in at the blog' : 'the blog cannot be asked for its keys' }))
  }
}
