import { errorAnswers } from '../../http/answers.ts'
import { storeNowhere } from '../../http/headers.ts'
import type { Routes } from '../../http/routing.ts'
import { requireLogIn } from '../permissions.ts'
import { deleteAccount, exportAccount, exportName } from './leaving.ts'
import { AccountDeleted, Export, Leaving } from './schemas.ts'

const tags = ['users']
const security = [{ bearer: [] }, { session: [] }]
const bodyLimit = 16 * 1024

/** The JSON calls by which one takes along what is one's own, and leaves; below `/users/me`. */
export const leavingApi: Routes = async app => {
  storeNowhere(app)
  app.addHook('preValidation', requireLogIn)

  const take = { tags, summary: 'Everything that is stored about you', security }
  const taken = { 200: Export, ...errorAnswers(401, 403) }
  app.get('/export', { schema: { ...take, response: taken } }, async (request, reply) => {
    reply.header('content-disposition', exportName)
    return exportAccount(request)
  })

  const leave = { tags, summary: 'Delete your account; your posts have to go first', security, body: Leaving }
  const left = { 200: AccountDeleted, ...errorAnswers(400, 401, 403, 413, 415, 429, 503) }
  app.post('/delete', { bodyLimit, schema: { ...leave, response: left } }, async (request, reply) => {
    await deleteAccount(request, reply, request.body.password)
    return {}
  })
}
