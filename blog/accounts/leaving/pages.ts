import type { FastifyReply, FastifyRequest } from 'fastify'
import { readForms } from '../../http/forms.ts'
import type { Routes } from '../../http/routing.ts'
import { formText, type RefusedForm, refusedForm } from '../../web/form-errors.ts'
import { setNotice } from '../../web/notices.ts'
import { pageContext, sendPage } from '../../web/page.ts'
import { hasPassword } from '../passwords.ts'
import { logInFirst, requireUser } from '../permissions.ts'
import { deleteAccount, obstaclesOf } from './leaving.ts'
import { leaveView } from './views/leave.ts'

/** The page on which one deletes one's account, below `/me/delete`. */
export const leavingPages: Routes = async app => {
  readForms(app)
  const own = { preHandler: logInFirst, bodyLimit: 16 * 1024 }

  app.get('/', own, (request, reply) => show(request, reply))
  app.post('/', own, async (request, reply) => {
    try {
      await deleteAccount(request, reply, formText(request.body, 'password'))
    } catch (error) {
      return show(request, reply, refusedForm(request, error))
    }
    setNotice(request, reply, 'accountDeleted')
    return reply.redirect('/', 303)
  })
}

async function show(request: FastifyRequest, reply: FastifyReply, errors?: RefusedForm) {
  const posts = (await obstaclesOf(request)).reduce((sum, { count }) => sum + count, 0)
  return sendPage(
    request,
    reply,
    leaveView(pageContext(request, reply), { posts, withPassword: hasPassword(requireUser(request)), errors }),
    errors?.status,
  )
}
