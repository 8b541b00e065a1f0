import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyReply, onSendHookHandler } from 'fastify'
import { isPage } from '../http/headers.ts'
import { Memory, remembering } from '../http/memory.ts'
import { isForAll } from './page.ts'

/** A content coding that this server writes. */
export type Encoding = 'br' | 'gzip' | 'identity'

const compressBrotli = promisify(brotliCompress)

const encode = {
  identity: async (text: string) => Buffer.from(text),
  // Quality 5 costs about a millisecond for a page and comes within a few percent of the best.
  br: (text: string) => compressBrotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: promisify(gzip) as (text: string) => Promise<Buffer>, // of its forms, the one without options
}

/** Characters of pages, and bytes of what they became, that are kept for each coding. */
const CAPACITY = 2_000_000

/** What the pages for all became, by their text, so that a page that has changed is never answered as it was. */
const encoded = {
  identity: new Memory<Buffer>(CAPACITY),
  br: new Memory<Buffer>(CAPACITY),
  gzip: new Memory<Buffer>(CAPACITY),
}

/** Below this many characters, one network packet holds the page anyway. */
const WORTH_COMPRESSING = 1000

/** Choose the smallest coding that the client takes (RFC 9110 §12.5.3). */
export function acceptedEncoding(header: string | string[] | undefined): Encoding {
  return header === undefined ? 'identity' : chooseEncoding(String(header))
}

const chooseEncoding = remembering(50_000, (header): Encoding => {
  const offers = header.toLowerCase().split(',')
  const accepts = (name: string) => offers.some(offer => takes(offer, name))
  if (accepts('br')) return 'br'
  return accepts('gzip') ? 'gzip' : 'identity'
})

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
  if (encoding !== 'identity') reply.header('content-encoding', encoding).removeHeader('content-length')
  const memory = isForAll(request) ? encoded[encoding] : undefined
  const known = memory?.get(payload)
  if (known) return done(null, known)
  encode[encoding](payload).then(body => {
    memory?.set(payload, body, payload.length + body.length)
    done(null, body)
  }, done)
}

function isLongPage(reply: FastifyReply, payload: unknown): payload is string {
  const long = typeof payload === 'string' && payload.length >= WORTH_COMPRESSING
  return long && isPage(reply) && !reply.hasHeader('content-encoding')
}

function varyWith(vary: unknown): string {
  return vary === undefined ? 'accept-encoding' : `${vary}, accept-encoding`
}
