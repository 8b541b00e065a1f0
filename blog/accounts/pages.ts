import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { readForms } from '../http/forms.ts'
import type { Routes } from '../http/routing.ts'
import { formText, refusedForm } from '../web/form-errors.ts'
import { safeNext } from '../web/next.ts'
import { setNotice } from '../web/notices.ts'
import { pageContext, sendPage } from '../web/page.ts'
import { enter } from './answers.ts'
import { doorView } from './credentials/views/views.ts'
import { relyingPartyOf } from './factors/relying-party.ts'
import { logIn } from './login.ts'
import { register } from './registration.ts'
import { Credentials, Registration } from './schemas.ts'
import { closeSession, handOver } from './sessions.ts'
import { type LogInState, logInView } from './views/log-in.ts'
import { logOutView } from './views/log-out.ts'
import { type RegisterState, registerView } from './views/register.ts'

/** Longest body of these forms in bytes. */
const bodyLimit = 16 * 1024

/** What the JSON calls take, beside the fields that every form carries. */
const RegistrationForm = Type.Object(Registration.properties)
const CredentialsForm = Type.Object(Credentials.properties)

/** The pages on which one registers, logs in and logs out. */
export const pages: Routes = async app => {
  readForms(app)
  const form = { attachValidation: true, bodyLimit }

  app.get('/reg', { preHandler: alreadyIn }, (request, reply) =>
    showRegister(request, reply, { name: '', email: '' }, nextOf(request.query)),
  )
  app.post('/reg', { ...form, schema: { body: RegistrationForm } }, async (request, reply) => {
    const { body } = request
    const next = nextOf(body)
    try {
      if (request.validationError) throw request.validationError
      const session = await register(request, body)
      if (!session) return reply.redirect('/letter', 303)
      await handOver(request, reply, session)
    } catch (error) {
      const values = { name: formText(body, 'name'), email: formText(body, 'email') }
      return showRegister(request, reply, values, next, refusedForm(request, error))
    }
    setNotice(request, reply, 'registered')
    return reply.redirect(next, 303)
  })

  app.get('/login', { preHandler: alreadyIn }, (request, reply) =>
    showLogIn(request, reply, { email: '', next: nextOf(request.query) }),
  )
  app.post('/login', { ...form, schema: { body: CredentialsForm } }, async (request, reply) => {
    const { body } = request
    const next = nextOf(body)
    try {
      if (request.validationError) throw request.validationError
      await enter(request, reply, await logIn(request, reply, body))
    } catch (error) {
      const errors = refusedForm(request, error)
      return showLogIn(request, reply, { email: formText(body, 'email'), next, errors }, errors.status)
    }
    return reply.redirect(next, 303)
  })

  app.get('/logout', (request, reply) => {
    if (!request.user) return reply.redirect('/', 303)
    return sendPage(request, reply, logOutView(pageContext(request, reply)))
  })
  app.post('/logout', { bodyLimit }, async (request, reply) => {
    await closeSession(request, reply)
    setNotice(request, reply, 'loggedOut')
    return reply.redirect('/', 303)
  })
}

/** Read where a form should lead back to. */
function nextOf(fields: unknown): string {
  return safeNext(formText(fields, 'next'))
}

/** Send on whoever is logged in already. */
async function alreadyIn(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  return request.user ? reply.redirect(nextOf(request.query), 303) : undefined
}

function showRegister(
  request: FastifyRequest,
  reply: FastifyReply,
  values: RegisterState['values'],
  next: string,
  errors?: ReturnType<typeof refusedForm>,
) {
  const { settings, accounts } = request.server
  const context = pageContext(request, reply)
  const invite = formText(request.body, 'invite') || formText(request.query, 'invite')
  const mode = settings.registration
  if (mode === 'closed' || (mode === 'invite' && invite === '')) {
    return sendPage(request, reply, doorView(context, mode), 403)
  }
  const view = registerView(context, {
    values,
    next,
    invite,
    byLetter: mode === 'verify' && invite === '',
    captcha: accounts.captcha?.field(context),
    providers: settings.providers,
    minimumPasswordLength: settings.passwordMinLength,
    errors,
  })
  return sendPage(request, reply, view, errors?.status)
}

/** Show the form again, or for the first time. */
export function showLogIn(
  request: FastifyRequest,
  reply: FastifyReply,
  state: Omit<LogInState, 'party' | 'providers'>,
  status = 200,
): FastifyReply {
  const { settings } = request.server
  const offers = { party: relyingPartyOf(settings), providers: settings.providers }
  return sendPage(request, reply, logInView(pageContext(request, reply), { ...state, ...offers }), status)
}
