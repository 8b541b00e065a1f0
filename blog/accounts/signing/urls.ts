import Type from 'typebox'
import type { Routes } from '../../http/routing.ts'
import { published } from './keys.ts'

const JsonWebKeySet = Type.Object(
  { keys: Type.Array(Type.Object({}, { additionalProperties: true })) },
  { description: 'Public keys (RFC 7517); none while tokens are signed with the shared secret' },
)

/** Seconds for which others may keep the keys; an earlier key stays among them for longer than that. */
const maxAge = 3600

/** The keys by which another service checks our tokens, below `/.well-known`. */
export const wellKnown: Routes = async app => {
  const schema = { tags: ['users'], summary: 'The keys that tokens are signed with', response: { 200: JsonWebKeySet } }
  app.get('/jwks.json', { schema }, async (_request, reply) => {
    reply.header('cache-control', `public, max-age=${maxAge}`)
    return { keys: published(app.accounts.tokenKeys) }
  })
}
