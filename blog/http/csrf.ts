import { createHmac } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { deriveKey } from '../keys.ts'
import type { CsrfMode } from '../settings.ts'
import { cookieAttributes, cookieNames } from './cookies.ts'
import { agrees, isWellFormed, makeSecret, mask, secretFrom, unmask } from './csrf-token.ts'
import { KnownOrigins } from './known-origins.ts'
import { Forbidden } from './problems.ts'

/** Names of the document and of Django. */
const csrfField = 'csrfmiddlewaretoken'
export const csrfHeader = 'x-csrftoken'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])
const year = 365 * 24 * 3600

declare module 'fastify' {
  interface FastifyInstance {
    readonly csrfKey: Buffer
  }
  interface FastifyRequest {
    /** Secret to be sent as cookie with the answer; null when the browser has it already. */
    csrfCookie: string | null
    /** Whether the answer shows a token. */
    csrfShown: boolean
  }
}

/** Why a request is refused; told in the log, not to the caller. */
type Reason =
  | 'cross_site'
  | 'bad_origin'
  | 'no_referer'
  | 'bad_referer'
  | 'no_cookie'
  | 'cookie_of_other_session'
  | 'no_token'
  | 'wrong_token'

/**
 * Protect unsafe requests from being forged by other sites, after Django's `CsrfViewMiddleware`, with fetch metadata
 * and the binding to the session added.
 */
export function protectFromForgery(app: FastifyInstance): void {
  const { csrf: cookie, session } = cookieNames(app.settings)
  const mode = app.settings.csrf
  const origins = new KnownOrigins(app.settings)

  const secretOfSession = ({ cookies }: FastifyRequest) =>
    cookies[session] === undefined ? null : sessionSecret(app, cookies[session])

  const checkToken = (request: FastifyRequest, token: string | undefined) => {
    const secret = request.cookies[cookie]
    const reason = faultOfToken(secret, token, secretOfSession(request))
    request.csrfVerified = reason === undefined
    if (reason && isProtected(request, mode)) refuse(request, reason)
  }

  app.decorate('csrfKey', deriveKey(app.settings.secretKey, 'csrf'))
  app.decorateRequest('csrfVerified', false)
  app.decorateRequest('csrfCookie', null)
  app.decorateRequest('csrfShown', false)
  app.decorateRequest('csrfToken', function csrfToken(this: FastifyRequest) {
    const secret = this.csrfCookie ?? currentSecret(this.cookies[cookie], secretOfSession(this))
    if (secret !== this.cookies[cookie]) this.csrfCookie = secret
    this.csrfShown = true
    return mask(secret)
  })
  app.addHook('onRequest', (request, _reply, done) => {
    if (safeMethods.has(request.method)) return done()
    const reason = faultOfOrigin(request, origins)
    if (reason && isProtected(request, mode)) refuse(request, reason)
    // A form carries its token in the body, which is not read yet.
    if (!isForm(request)) checkToken(request, headerToken(request))
    done()
  })
  app.addHook('preValidation', (request, _reply, done) => {
    if (safeMethods.has(request.method) || !isForm(request)) return done()
    checkToken(request, fieldToken(request) ?? headerToken(request))
    done()
  })
  app.addHook('onSend', (request, reply, _payload, done) => {
    if (request.csrfCookie !== null) setCsrfCookie(request, reply, request.csrfCookie)
    done()
  })
}

function setCsrfCookie(request: FastifyRequest, reply: FastifyReply, secret: string): void {
  const { csrf } = cookieNames(request.server.settings)
  reply.setCookie(csrf, secret, { ...cookieAttributes(request), maxAge: year })
}

/** Replace the secret when somebody logs in or out, so that one planted before is worth nothing after. */
export function rotateCsrf(request: FastifyRequest, secret: string = makeSecret()): void {
  request.csrfCookie = secret
}

/** Give the only secret that counts beside a session cookie: one planted by somebody else cannot know it. */
export function sessionSecret(app: FastifyInstance, sessionId: string): string {
  return secretFrom(createHmac('sha256', app.csrfKey).update(sessionId).digest())
}

function currentSecret(cookie: string | undefined, demanded: string | null): string {
  if (demanded !== null) return demanded
  return isWellFormed(cookie) ? unmask(cookie) : makeSecret()
}

/** In mode `auto`, a request without any trace of a browser cannot have been forged with the help of one. */
function isProtected({ headers }: FastifyRequest, mode: CsrfMode): boolean {
  if (mode !== 'auto') return mode === 'strict'
  return headers.cookie !== undefined || headers.origin !== undefined || headers['sec-fetch-site'] !== undefined
}

function faultOfOrigin(request: FastifyRequest, origins: KnownOrigins): Reason | undefined {
  const { origin, referer, 'sec-fetch-site': site } = request.headers
  if (origins.trusts(origin)) return undefined
  // A sibling under the same domain counts as foreign: it may be somebody else's.
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'cross_site'
  const here = `${request.protocol}://${request.host}`
  if (origin !== undefined) return origins.includes(origin, here) ? undefined : 'bad_origin'
  // Over plain HTTP a Referer can be forged on the way and may be missing for good reasons (Django ticket 5611).
  return request.protocol === 'https' ? faultOfReferer(referer, here, origins) : undefined
}

function faultOfReferer(referer: string | undefined, here: string, origins: KnownOrigins): Reason | undefined {
  if (referer === undefined) return 'no_referer'
  const origin = URL.canParse(referer) ? new URL(referer).origin : undefined
  return origin?.startsWith('https:') && origins.includes(origin, here) ? undefined : 'bad_referer'
}

function faultOfToken(cookie: string | undefined, token: string | undefined, demanded: string | null) {
  if (!isWellFormed(cookie)) return 'no_cookie'
  const secret = unmask(cookie)
  if (demanded !== null && !agrees(secret, demanded)) return 'cookie_of_other_session'
  if (!isWellFormed(token)) return 'no_token'
  return agrees(token, secret) ? undefined : 'wrong_token'
}

function isForm({ headers }: FastifyRequest): boolean {
  return /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(headers['content-type'] ?? '')
}

function headerToken({ headers }: FastifyRequest): string | undefined {
  const token = headers[csrfHeader]
  return typeof token === 'string' ? token : undefined
}

function fieldToken({ body }: FastifyRequest): string | undefined {
  const token = typeof body === 'object' && body !== null && (body as Record<string, unknown>)[csrfField]
  return typeof token === 'string' && token !== '' ? token : undefined
}

function refuse(request: FastifyRequest, reason: Reason): never {
  request.log.warn({ reason }, 'csrf check failed')
  throw new Forbidden('csrf_failed')
}
