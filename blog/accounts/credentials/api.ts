import type { FastifyReply, FastifyRequest } from 'fastify'
import { errorAnswers } from '../../http/answers.ts'
import { storeNowhere } from '../../http/headers.ts'
import type { Routes } from '../../http/routing.ts'
import { setNoticeForScript } from '../../web/notices.ts'
import { answerLogIn } from '../answers.ts'
import { SecondFactorAsked } from '../factors/schemas.ts'
import { requireLogIn } from '../permissions.ts'
import { LoginAnswer } from '../schemas.ts'
import { askForEmailChange, changeEmail } from './email-change.ts'
import { changePassword } from './password-change.ts'
import { askForReset, resetPassword } from './password-reset.ts'
import {
  Confirmation,
  Done,
  EmailChange,
  EmailConfirmation,
  ForgottenPassword,
  NewPassword,
  PasswordChange,
  Written,
} from './schemas.ts'
import { askForConfirmation, confirmAddress } from './verification.ts'

/** Longest body of these calls in bytes. */
const bodyLimit = 16 * 1024

const tags = ['users']
const security = [{ bearer: [] }, { session: [] }]
const refusals = errorAnswers(400, 403, 413, 415, 429, 503)
const ownRefusals = errorAnswers(400, 401, 403, 413, 415, 429, 503)

/** The JSON calls by which addresses and passwords are shown, changed and recovered, below `/users`. */
export const credentialsApi: Routes = async app => {
  storeNowhere(app)
  const own = { bodyLimit, preValidation: requireLogIn }

  const verify = { tags, summary: 'Show that an address is yours, and log in', body: Confirmation }
  app.post(
    '/verify',
    { bodyLimit, schema: { ...verify, response: { 200: LoginAnswer, 401: SecondFactorAsked, ...refusals } } },
    async (request, reply) => {
      const loggedIn = await confirmAddress(request, reply, request.body)
      setNoticeForScript(request, reply, 'emailVerified')
      return answerLogIn(request, reply, loggedIn)
    },
  )

  const again = { tags, summary: 'Get a letter with the link that shows your address is yours', security }
  app.post(
    '/me/verify',
    { ...own, schema: { ...again, response: { 202: Written, ...ownRefusals } } },
    async (request, reply) => {
      await askForConfirmation(request)
      return written(request, reply)
    },
  )

  const forgotten = { tags, summary: 'Get a letter with a link for a new password', body: ForgottenPassword }
  app.post(
    '/password/forgotten',
    { bodyLimit, schema: { ...forgotten, response: { 202: Written, ...refusals } } },
    async (request, reply) => {
      await askForReset(request, request.body)
      return written(request, reply)
    },
  )

  const reset = { tags, summary: 'Set a new password by a link', body: NewPassword }
  app.post(
    '/password/reset',
    { bodyLimit, schema: { ...reset, response: { 200: Done, ...refusals } } },
    async (request, reply) => {
      await resetPassword(request, request.body)
      setNoticeForScript(request, reply, 'passwordReset')
      return {}
    },
  )

  const change = { tags, summary: 'Change your password; all other log-ins end', security, body: PasswordChange }
  app.post(
    '/me/password',
    { ...own, schema: { ...change, response: { 200: LoginAnswer, ...ownRefusals } } },
    async (request, reply) => {
      const loggedIn = await changePassword(request, request.body)
      setNoticeForScript(request, reply, 'passwordChanged')
      return answerLogIn(request, reply, loggedIn)
    },
  )

  const move = { tags, summary: 'Ask for another e-mail address; the link in the letter makes it yours', security }
  app.post(
    '/me/email',
    { ...own, schema: { ...move, body: EmailChange, response: { 202: Written, ...ownRefusals } } },
    async (request, reply) => {
      await askForEmailChange(request, request.body)
      return written(request, reply)
    },
  )

  const arrive = { tags, summary: 'Make the address that a link went to that of its account', body: EmailConfirmation }
  app.post(
    '/email',
    { bodyLimit, schema: { ...arrive, response: { 200: Done, ...refusals } } },
    async (request, reply) => {
      await changeEmail(request, request.body.token)
      setNoticeForScript(request, reply, 'emailChanged')
      return {}
    },
  )
}

/** Answer the same whether a letter was written or not. */
function written(request: FastifyRequest, reply: FastifyReply): object {
  reply.code(202)
  setNoticeForScript(request, reply, 'written')
  return {}
}
