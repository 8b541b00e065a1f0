import { errorAnswers } from '../http/answers.ts'
import { storeNowhere } from '../http/headers.ts'
import type { Routes } from '../http/routing.ts'
import { setNoticeForScript } from '../web/notices.ts'
import { answerLogIn, publicly } from './answers.ts'
import { SecondFactorAsked } from './factors/schemas.ts'
import { logIn } from './login.ts'
import { requireUser } from './permissions.ts'
import { register } from './registration.ts'
import {
  Credentials,
  EmptyAnswer,
  LetterAnswer,
  LoginAnswer,
  Registration,
  TokenAnswer,
  UserAnswer,
} from './schemas.ts'
import { closeSession, handOver } from './sessions.ts'

/** Longest body of these calls in bytes. */
const bodyLimit = 16 * 1024

const tags = ['users']
const badCredentials = { sentence: 'bad_credentials' }

/** The JSON calls of accounts, below `/users`. */
export const api: Routes = async app => {
  storeNowhere(app)

  app.post(
    '/',
    {
      bodyLimit,
      config: { badInput: badCredentials },
      schema: {
        tags,
        summary: 'Register, and be logged in',
        body: Registration,
        response: { 201: TokenAnswer, 202: LetterAnswer, ...errorAnswers(400, 403, 413, 415, 429, 503) },
      },
    },
    async (request, reply) => {
      const session = await register(request, request.body)
      if (!session) return reply.code(202).send({})
      await handOver(request, reply, session)
      setNoticeForScript(request, reply, 'registered')
      reply.code(201)
      return { token: await app.accounts.tokens.make(session.row.userId, session.row.key) }
    },
  )

  app.post(
    '/login',
    {
      bodyLimit,
      config: { badInput: { ...badCredentials, code: 'bad_credentials' } },
      schema: {
        tags,
        summary: 'Log in',
        body: Credentials,
        response: { 200: LoginAnswer, 401: SecondFactorAsked, ...errorAnswers(400, 403, 413, 415, 429, 503) },
      },
    },
    async (request, reply) => {
      return answerLogIn(request, reply, await logIn(request, reply, request.body))
    },
  )

  app.post(
    '/logout',
    {
      bodyLimit,
      schema: {
        tags,
        summary: 'Log out: the session and the tokens made with it stop working',
        security,
        response: { 200: EmptyAnswer, ...errorAnswers(403) },
      },
    },
    async (request, reply) => {
      await closeSession(request, reply)
      return {}
    },
  )

  app.get(
    '/me',
    {
      config: { scope: 'account:read' },
      schema: { tags, summary: 'Who is logged in', security, response: { 200: UserAnswer, ...errorAnswers(401, 403) } },
    },
    async request => ({ user: publicly(requireUser(request)) }),
  )
}

const security = [{ bearer: [] }, { session: [] }]
