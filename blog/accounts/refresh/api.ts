import type { FastifyRequest } from 'fastify'
import { errorAnswers } from '../../http/answers.ts'
import { storeNowhere } from '../../http/headers.ts'
import type { Routes } from '../../http/routing.ts'
import { networkOf, spend } from '../../limits/plugin.ts'
import { steady } from '../../limits/policy.ts'
import { SecondFactor, SecondFactorAsked } from '../factors/schemas.ts'
import { passSecond } from '../factors/second-factor.ts'
import { type LoggedIn, logIn } from '../login.ts'
import { Credentials } from '../schemas.ts'
import { beginFamily, exchange } from './families.ts'
import { RefreshInput, TokenPair } from './schemas.ts'

const tags = ['users']
const bodyLimit = 16 * 1024

/** Exchanges of one network; programs of one house share an address. */
const perNetwork = steady(120, 60_000)

/** The JSON calls by which a program stays logged in, below `/users/token`. */
export const refreshApi: Routes = async app => {
  storeNowhere(app)

  const config = { badInput: { sentence: 'bad_credentials', code: 'bad_credentials' }, program: true }
  const begin = { tags, summary: 'Log in as a program that stays: a token, and one that renews it' }
  const pair = { 200: TokenPair, ...errorAnswers(400, 401, 403, 413, 415, 429, 503) }
  const pairFor = async (request: FastifyRequest, { user, session }: LoggedIn) => ({
    token: await app.accounts.tokens.make(user.id, session.row.key),
    refresh_token: await beginFamily(request, session.row),
    expires_in: app.settings.authExpire,
  })
  const beginning = { ...begin, body: Credentials, response: { ...pair, 401: SecondFactorAsked } }
  app.post('/', { bodyLimit, config, schema: beginning }, async (request, reply) =>
    pairFor(request, await logIn(request, reply, request.body)),
  )

  const summary = 'Log in as a program that stays, by a ticket and a second factor'
  const second = { tags, summary, body: SecondFactor, response: pair }
  app.post('/second-factor', { bodyLimit, config: { program: true }, schema: second }, async (request, reply) =>
    pairFor(request, await passSecond(request, reply, request.body)),
  )

  const renew = { tags, summary: 'Exchange a refresh token for its successor and a new token' }
  app.post('/refresh', { bodyLimit, schema: { ...renew, body: RefreshInput, response: pair } }, async request => {
    await spend(app.limits, ['refresh', networkOf(request)], perNetwork)
    const { session, refreshToken } = await exchange(request, request.body.refresh_token)
    return {
      token: await app.accounts.tokens.make(session.userId, session.key),
      refresh_token: refreshToken,
      expires_in: app.settings.authExpire,
    }
  })
}
