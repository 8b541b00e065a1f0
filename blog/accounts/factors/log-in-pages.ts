import type { FastifyReply, FastifyRequest } from 'fastify'
import { readForms } from '../../http/forms.ts'
import type { Routes } from '../../http/routing.ts'
import { formText, type RefusedForm, refusedForm } from '../../web/form-errors.ts'
import { safeNext } from '../../web/next.ts'
import { pageContext, sendPage } from '../../web/page.ts'
import { enter } from '../answers.ts'
import { showLogIn } from '../pages.ts'
import { credentialOf, factorAnswerOf } from './credential-field.ts'
import { logInByPasskey } from './passkey-log-in.ts'
import { refused } from './passkeys.ts'
import { relyingPartyOf } from './relying-party.ts'
import { PasskeyAnswer } from './schemas.ts'
import { passSecond, requireTicket } from './second-factor.ts'
import { factorsOf } from './shown.ts'
import { secondFactorView } from './views/second-factor.ts'

/** Longest body of these forms in bytes; a passkey's answer takes a few thousand. */
const bodyLimit = 32 * 1024

/** The pages by which second factors and passkeys log in, below `/login`. */
export const factorLogInPages: Routes = async app => {
  readForms(app)

  app.get('/second-factor', (request, reply) => showSecond(request, reply))
  app.post('/second-factor', { bodyLimit }, async (request, reply) => {
    try {
      await enter(request, reply, await passSecond(request, reply, factorAnswerOf(request)))
    } catch (error) {
      return showSecond(request, reply, refusedForm(request, error))
    }
    return reply.redirect(safeNext(formText(request.body, 'next')), 303)
  })

  app.post('/passkey', { bodyLimit }, async (request, reply) => {
    const next = safeNext(formText(request.body, 'next'))
    try {
      const passkey = credentialOf(request, PasskeyAnswer)
      if (!passkey) throw refused()
      await enter(request, reply, await logInByPasskey(request, { passkey }))
    } catch (error) {
      const errors = refusedForm(request, error)
      return showLogIn(request, reply, { email: '', next, errors }, errors.status)
    }
    return reply.redirect(next, 303)
  })
}

async function showSecond(request: FastifyRequest, reply: FastifyReply, errors?: RefusedForm) {
  const { user } = await requireTicket(request, reply)
  const next = safeNext(formText(request.body, 'next') || formText(request.query, 'next'))
  const party = relyingPartyOf(request.server.settings)
  const state = { kinds: await factorsOf(user.id), party, next, errors }
  const view = secondFactorView(pageContext(request, reply), state)
  return sendPage(request, reply, view, errors?.status).header('cache-control', 'no-store')
}
