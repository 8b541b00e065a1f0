import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyReply, onSendHookHandler } from 'fastify'
import { isPage } from '../http/headers.ts'

/** A content coding that this server writes. */
export type Encoding = 'br' | 'gzip' | 'identity'

const compressBrotli = promisify(brotliCompress)
const compressGzip = promisify(gzip)

/** Below this many characters, one network packet holds the page anyway. */
const WORTH_COMPRESSING = 1000

/** Choose the smallest coding that the client takes (RFC 9110 §12.5.3). */
export function acceptedEncoding(header: string | string[] | undefined): Encoding {
  const offers = String(header ?? '')
    .toLowerCase()
    .split(',')
  const accepts = (name: string) => offers.some(offer => takes(offer, name))
  if (accepts('br')) return 'br'
  return accepts('gzip') ? 'gzip' : 'identity'
}

function takes(offer: string, name: string): boolean {
  const [coding = '', ...parameters] = offer.split(';').map(part => part.trim())
  return coding === name && !parameters.some(parameter => /^q=0(\.0*)?$/.test(parameter))
}

/**
 * Compress a page on its way out.
 *
 * The CSRF token in a page is masked anew for each answer, so its length says nothing about it (BREACH).
 */
export const compressPage: onSendHookHandler = (request, reply, payload, done) => {
  if (!isLongPage(reply, payload)) return done()
  reply.header('vary', varyWith(reply.getHeader('vary')))
  const encoding = acceptedEncoding(request.headers['accept-encoding'])
  if (encoding === 'identity') return done()
  reply.header('content-encoding', encoding).removeHeader('content-length')
  const compressed = encoding === 'br' ? brotli(payload) : compressGzip(payload)
  compressed.then(body => done(null, body), done)
}

function isLongPage(reply: FastifyReply, payload: unknown): payload is string {
  const long = typeof payload === 'string' && payload.length >= WORTH_COMPRESSING
  return long && isPage(reply) && !reply.hasHeader('content-encoding')
}

function varyWith(vary: unknown): string {
  return vary === undefined ? 'accept-encoding' : `${vary}, accept-encoding`
}

function brotli(text: string): Promise<Buffer> {
  // Quality 5 costs about a millisecond for a page and comes within a few percent of the best.
  return compressBrotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
}
