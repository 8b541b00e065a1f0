import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { isServedOverHttps } from './cookies.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** Lets a script or style that stands in the page itself run; another one for every answer. */
    readonly cspNonce: string
    /** The nonce once somebody has asked for it. */
    madeNonce: string | null
  }
}

/** Sent with every answer; the values are those that OWASP's list of secure headers recommends. */
const fixedHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), browsing-topics=()',
  'x-permitted-cross-domain-policies': 'none',
} as const

/** Browsers ignore this over plain HTTP, and where it counts it must be meant: it is sent when `PUBLIC_URL` is HTTPS. */
const httpsHeaders = { 'strict-transport-security': 'max-age=31536000' } as const

/** What an answer that is no page may load or be loaded by, should a browser show it nevertheless. */
const dataPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"

const nonceLength = 16
/** Drawn for many nonces at once: a draw of 4 KiB costs little more than one of 16 bytes. */
let entropy = Buffer.alloc(0)
let spent = 0

function makeNonce(): string {
  if (spent === entropy.length) {
    entropy = randomBytes(256 * nonceLength)
    spent = 0
  }
  spent += nonceLength
  return entropy.toString('base64url', spent - nonceLength, spent)
}

/** What a page may load: scripts and styles of this site, or those that carry the nonce of their very answer. */
function pagePolicy(https: boolean): (nonce: string) => string {
  const end = [
    // Authors show pictures from elsewhere; pictures run nothing.
    "img-src 'self' data: https:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    ...(https ? ['upgrade-insecure-requests'] : []),
  ].join('; ')
  return nonce => `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; ${end}`
}

/** Tell whether an answer is a page. */
export function isPage(reply: FastifyReply): boolean {
  return String(reply.getHeader('content-type') ?? '').startsWith('text/html')
}

/** Let no cache keep the answers of these routes, which are one user's own. */
export function storeNowhere(app: FastifyInstance): void {
  app.addHook('onSend', (_request, reply, _payload, done) => {
    reply.header('cache-control', 'no-store')
    done()
  })
}

/** Send the security headers with every answer; pages get a policy with a nonce. */
export function sendSecurityHeaders(app: FastifyInstance): void {
  const https = isServedOverHttps(app.settings)
  const headers = https ? { ...fixedHeaders, ...httpsHeaders } : fixedHeaders
  const policy = pagePolicy(https)
  app.decorateReply('madeNonce', null)
  app.decorateReply('cspNonce', {
    getter() {
      this.madeNonce ??= makeNonce()
      return this.madeNonce
    },
  })
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers)
    done()
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    reply.header('content-security-policy', isPage(reply) ? policy(reply.cspNonce) : dataPolicy)
    done()
  })
}
