import type { FastifyReply, FastifyRequest } from 'fastify'
import { readForms } from '../../http/forms.ts'
import type { Routes } from '../../http/routing.ts'
import { formText, type RefusedForm, refusedForm } from '../../web/form-errors.ts'
import { safeNext } from '../../web/next.ts'
import { pageContext, sendPage } from '../../web/page.ts'
import { enter } from '../answers.ts'
import { factorAnswerOf } from '../factors/credential-field.ts'
import { relyingPartyOf } from '../factors/relying-party.ts'
import { factorsOf } from '../factors/shown.ts'
import { hasPassword } from '../passwords.ts'
import { logInFirst, requireUser } from '../permissions.ts'
import { linkedProviders } from '../providers/linking.ts'
import { confirm } from './confirmation.ts'
import { confirmView } from './views/confirm.ts'

/** The page on which one shows again who one is, below `/me/confirm`. */
export const confirmationPages: Routes = async app => {
  readForms(app)
  const own = { preHandler: logInFirst, bodyLimit: 32 * 1024 }

  app.get('/', own, (request, reply) => show(request, reply))
  app.post('/', own, async (request, reply) => {
    const { body } = request
    try {
      const proof = { password: formText(body, 'password'), ...factorAnswerOf(request) }
      await enter(request, reply, await confirm(request, proof))
    } catch (error) {
      return show(request, reply, refusedForm(request, error))
    }
    return reply.redirect(safeNext(formText(body, 'next')), 303)
  })
}

async function show(request: FastifyRequest, reply: FastifyReply, errors?: RefusedForm) {
  const next = safeNext(formText(request.body, 'next') || formText(request.query, 'next'))
  const user = requireUser(request)
  const kinds = await factorsOf(user.id)
  const linked = await linkedProviders(request)
  const state = { kinds, party: relyingPartyOf(request.server.settings), next, errors }
  const own = { ...state, withPassword: hasPassword(user), providers: linked }
  return sendPage(request, reply, confirmView(pageContext(request, reply), own), errors?.status)
}
