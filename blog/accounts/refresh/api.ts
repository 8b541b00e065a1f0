import { errorAnswers } from '../../http/answers.ts'
import { storeNowhere } from '../../http/headers.ts'
import type { Routes } from '../../http/routing.ts'
import { networkOf, spend } from '../../limits/plugin.ts'
import { steady } from '../../limits/policy.ts'
import { logIn } from '../login.ts'
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
  app.post('/', { bodyLimit, config, schema: { ...begin, body: Credentials, response: pair } }, async request => {
    const { user, session } = await logIn(request, request.body)
    return {
      token: await app.accounts.tokens.make(user.id, session.row.key),
      refresh_token: await beginFamily(request, session.row),
      expires_in: app.settings.authExpire,
    }
  })

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
