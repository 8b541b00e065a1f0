import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import { isServedOverHttps } from './cookies.ts'

const year = 365 * 24 * 3600

/** What a page may load. Scripts and styles come from this site, or carry the nonce of their very answer. */
function contentSecurityPolicy(https: boolean) {
  return {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      // Authors show pictures from elsewhere; pictures run nothing.
      imgSrc: ["'self'", 'data:', 'https:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      objectSrc: ["'none'"],
      ...(https ? { upgradeInsecureRequests: [] } : {}),
    },
  }
}

/** Send the security headers with every answer; `reply.cspNonce` holds the nonces of the current one. */
export async function sendSecurityHeaders(app: FastifyInstance): Promise<void> {
  const https = isServedOverHttps(app.settings)
  await app.register(helmet, {
    global: true,
    enableCSPNonces: true,
    contentSecurityPolicy: contentSecurityPolicy(https),
    // Browsers ignore this header over plain HTTP, and behind HTTPS it must be meant.
    strictTransportSecurity: https ? { maxAge: year, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  })
}
