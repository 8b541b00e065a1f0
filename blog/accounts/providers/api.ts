import Type from 'typebox'
import { errorAnswers } from '../../http/answers.ts'
import type { Routes } from '../../http/routing.ts'
import { setNoticeForScript } from '../../web/notices.ts'
import { answerLogIn } from '../answers.ts'
import { requireLogIn } from '../permissions.ts'
import { LoginAnswer } from '../schemas.ts'
import { finishJoining } from './joining.ts'
import { listIdentities, unlink } from './linking.ts'

const tags = ['users']
const security = [{ bearer: [] }, { session: [] }]
const bodyLimit = 16 * 1024

const Moment = Type.Integer({ description: 'Seconds since 1970' })
const IdentityList = Type.Object({
  identities: Type.Array(
    Type.Object({
      id: Type.Integer(),
      issuer: Type.String(),
      title: Type.String(),
      email: Type.Union([Type.String(), Type.Null()]),
      created_at: Moment,
      used_at: Type.Union([Moment, Type.Null()]),
    }),
  ),
})
const IdentityParams = Type.Object({ id: Type.String() })
const Unlinked = Type.Null({ description: 'Unlinked' })
const Joining = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 128, description: 'The secret of the link, from its address' }) },
  { additionalProperties: false },
)

const seconds = (moment: Date) => Math.floor(moment.getTime() / 1000)

/** The JSON calls about log-ins with others, below `/users`. Going to a provider takes a browser and its pages. */
export const providersApi: Routes = async app => {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })

  const list = { tags, summary: 'The accounts elsewhere with which you log in', security }
  const listed = { ...list, response: { 200: IdentityList, ...errorAnswers(401, 403) } }
  app.get('/me/identities', { preValidation: requireLogIn, schema: listed }, async request => ({
    identities: (await listIdentities(request)).map(({ createdAt, usedAt, ...identity }) => ({
      ...identity,
      created_at: seconds(createdAt),
      used_at: usedAt && seconds(usedAt),
    })),
  }))

  const remove = { tags, summary: 'Unlink one, unless nothing else lets you in', security, params: IdentityParams }
  const removed = { ...remove, response: { 204: Unlinked, ...errorAnswers(400, 401, 403, 404) } }
  app.delete('/me/identities/:id', { preValidation: requireLogIn, schema: removed }, async (request, reply) => {
    await unlink(request, request.params.id)
    return reply.code(204).send(null)
  })

  const join = { tags, summary: 'Register by the letter after a log-in elsewhere, in the same browser', body: Joining }
  const joined = { ...join, response: { 200: LoginAnswer, ...errorAnswers(400, 403, 413, 415, 429) } }
  app.post('/join', { bodyLimit, schema: joined }, async (request, reply) => {
    const loggedIn = await finishJoining(request, reply, request.body.token)
    setNoticeForScript(request, reply, 'registered')
    return answerLogIn(request, reply, loggedIn)
  })
}
