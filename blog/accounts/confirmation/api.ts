import { errorAnswers } from '../../http/answers.ts'
import { storeNowhere } from '../../http/headers.ts'
import type { Routes } from '../../http/routing.ts'
import { answerLogIn } from '../answers.ts'
import { BrowserOptions } from '../factors/schemas.ts'
import { requireLogIn } from '../permissions.ts'
import { LoginAnswer } from '../schemas.ts'
import { confirm, optionsForConfirmation } from './confirmation.ts'
import { Proof } from './schemas.ts'

const tags = ['users']
const security = [{ bearer: [] }, { session: [] }]
const bodyLimit = 32 * 1024

/** The JSON calls by which one shows again who one is, below `/users/me/confirm`. */
export const confirmationApi: Routes = async app => {
  storeNowhere(app)
  app.addHook('preValidation', requireLogIn)

  const summary = 'Confirm that it is you, before acts of weight; the session and its token are replaced'
  const confirmed = { 200: LoginAnswer, ...errorAnswers(400, 401, 403, 413, 415, 429, 503) }
  app.post(
    '/',
    { bodyLimit, schema: { tags, summary, security, body: Proof, response: confirmed } },
    async (request, reply) => answerLogIn(request, reply, await confirm(request, request.body)),
  )

  const ask = { tags, summary: 'What a browser needs to confirm by a passkey', security }
  const options = { 200: BrowserOptions, ...errorAnswers(400, 401, 403) }
  app.post('/passkey', { bodyLimit, schema: { ...ask, response: options } }, request => optionsForConfirmation(request))
}
