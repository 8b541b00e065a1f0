import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { acceptedEncoding, type Encoding } from './compression.ts'

const TYPES = {
  'site.css': 'text/css; charset=utf-8',
  'forms.js': 'text/javascript; charset=utf-8',
  'passkeys.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const

/** A file of `assets/` that pages link to. */
export type AssetName = keyof typeof TYPES

interface Asset {
  readonly name: AssetName
  readonly url: string
  readonly bodies: Readonly<Record<Encoding, Buffer>>
}

const assets = new Map<AssetName, Asset>(
  (Object.keys(TYPES) as AssetName[]).map(name => [name, loadAsset(name)]), // keys of the literal above
)
const assetsByUrl = new Map([...assets.values()].map(asset => [asset.url, asset]))

function loadAsset(name: AssetName): Asset {
  const text = lighten(readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8'), name)
  const identity = Buffer.from(text)
  const hash = createHash('sha256').update(identity).digest('base64url').slice(0, 10)
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }
  const bodies = { identity, br: brotliCompressSync(identity, quality), gzip: gzipSync(identity, { level: 9 }) }
  return { name, url: `/assets/${name.replace('.', `.${hash}.`)}`, bodies }
}

/** Drop the comments and the indentation that only readers of the source need. */
function lighten(text: string, name: AssetName): string {
  if (name.endsWith('.css'))
    return text
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/\n\s*/g, '\n')
      .replace(/\n{2,}/g, '\n')
  if (name.endsWith('.js')) return text.replace(/^\s*(\/\/|\/\*\*|\*).*\n/gm, '').replace(/\n\s*/g, '\n')
  return text
}

/** The address of an asset. It changes with the content, so browsers may keep it for ever. */
export function assetUrl(name: AssetName): string {
  const asset = assets.get(name)
  if (!asset) throw new TypeError(`There is no asset named ${name}`)
  return asset.url
}

/** Serve the assets under their hashed addresses, compressed once at start. */
export function assetRoutes(app: FastifyInstance): void {
  for (const [url, asset] of assetsByUrl) app.get(url, (request, reply) => sendAsset(request, reply, asset))
  app.get('/favicon.ico', (_request, reply) => reply.redirect(assetUrl('icon.svg'), 302))
}

function sendAsset(request: FastifyRequest, reply: FastifyReply, asset: Asset): FastifyReply {
  const encoding = acceptedEncoding(request.headers['accept-encoding'])
  if (encoding !== 'identity') reply.header('content-encoding', encoding)
  return reply
    .header('content-type', TYPES[asset.name])
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('vary', 'accept-encoding')
    .send(asset.bodies[encoding])
}
