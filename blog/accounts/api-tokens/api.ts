import { errorAnswers } from '../../http/answers.ts'
import { storeNowhere } from '../../http/headers.ts'
import type { Routes } from '../../http/routing.ts'
import { requireLogIn } from '../permissions.ts'
import type { ApiToken } from './models.ts'
import { ApiTokenList, ApiTokenMade, ApiTokenRevoked, TokenInput, TokenParams } from './schemas.ts'
import { listApiTokens, makeApiToken, revokeApiToken } from './store.ts'

const tags = ['users']
const security = [{ bearer: [] }, { session: [] }]
const bodyLimit = 16 * 1024

/** Days for which a token lasts when nothing else is asked for. */
export const usualDays = 90

const seconds = (moment: Date) => Math.floor(moment.getTime() / 1000)

/** A stored token as the JSON interface names its parts. */
function listed({ id, name, hint, scopes, createdAt, expiresAt, usedAt }: ApiToken) {
  const times = { created_at: seconds(createdAt), expires_at: seconds(expiresAt), used_at: usedAt && seconds(usedAt) }
  return { id, name, hint, scopes: scopes.split(' '), ...times }
}

/** The JSON calls about tokens for programs, below `/users/me/tokens`. */
export const apiTokensApi: Routes = async app => {
  storeNowhere(app)
  app.addHook('preValidation', requireLogIn)

  const list = {
    tags,
    summary: 'Your API tokens',
    security,
    response: { 200: ApiTokenList, ...errorAnswers(401, 403) },
  }
  app.get('/', { schema: list }, async request => ({ api_tokens: (await listApiTokens(request)).map(listed) }))

  const made = { 201: ApiTokenMade, ...errorAnswers(400, 401, 403, 413, 415) }
  const make = { tags, summary: 'Make an API token, shown this once', security, body: TokenInput, response: made }
  app.post('/', { bodyLimit, schema: make }, async (request, reply) => {
    const { row, token } = await makeApiToken(request, { days: usualDays, ...request.body })
    return reply.code(201).send({ token, api_token: listed(row) })
  })

  const gone = { params: TokenParams, response: { 204: ApiTokenRevoked, ...errorAnswers(401, 403, 404) } }
  const revoke = { tags, summary: 'Revoke an API token', security, ...gone }
  app.delete('/:id', { schema: revoke }, async (request, reply) => {
    await revokeApiToken(request, request.params.id)
    return reply.code(204).send(null)
  })
}
