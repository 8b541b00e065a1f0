import { errorAnswers } from '../../http/answers.ts'
import { storeNowhere } from '../../http/headers.ts'
import type { Routes } from '../../http/routing.ts'
import { answerLogIn } from '../answers.ts'
import { LoginAnswer } from '../schemas.ts'
import { logInByPasskey, optionsForLogIn } from './passkey-log-in.ts'
import { BrowserOptions, PasskeyLogIn, SecondFactor, TicketInput } from './schemas.ts'
import { optionsForSecond, passSecond } from './second-factor.ts'

const tags = ['users']
const bodyLimit = 32 * 1024
const refusals = errorAnswers(400, 401, 403, 413, 415, 429)

/** The JSON calls by which second factors and passkeys log in, below `/users/login`. */
export const factorLogInApi: Routes = async app => {
  storeNowhere(app)
  const loggedIn = { 200: LoginAnswer, ...refusals }
  const options = { 200: BrowserOptions, ...refusals }

  const second = { tags, summary: 'Log in by a ticket and a second factor', body: SecondFactor, response: loggedIn }
  app.post('/second-factor', { bodyLimit, schema: second }, async (request, reply) =>
    answerLogIn(request, reply, await passSecond(request, reply, request.body)),
  )

  const summary = 'What a browser needs to ask for a passkey as second factor'
  const askSecond = { tags, summary, body: TicketInput, response: options }
  app.post('/second-factor/passkey', { bodyLimit, schema: askSecond }, (request, reply) =>
    optionsForSecond(request, reply, request.body.ticket),
  )

  const ask = { tags, summary: 'What a browser needs to log in by a passkey alone', response: options }
  app.post('/passkey/options', { bodyLimit, schema: ask }, request => optionsForLogIn(request))

  const alone = { tags, summary: 'Log in by a passkey alone', body: PasskeyLogIn, response: loggedIn }
  app.post('/passkey', { bodyLimit, schema: alone }, async (request, reply) =>
    answerLogIn(request, reply, await logInByPasskey(request, request.body)),
  )
}
