import type { FastifyReply, FastifyRequest } from 'fastify'
import Type, { type TObject, type TProperties } from 'typebox'
import { readForms } from '../../http/forms.ts'
import type { Routes } from '../../http/routing.ts'
import type { NoticeName } from '../../web/context.ts'
import { formText, type RefusedForm, refusedForm } from '../../web/form-errors.ts'
import type { Html } from '../../web/html.ts'
import { setNotice } from '../../web/notices.ts'
import { pageContext, sendPage } from '../../web/page.ts'
import { enter } from '../answers.ts'
import { hasPassword } from '../passwords.ts'
import { logInFirst, requireUser } from '../permissions.ts'
import { askForEmailChange, changeEmail } from './email-change.ts'
import { changePassword } from './password-change.ts'
import { askForReset, resetPassword } from './password-reset.ts'
import {
  Confirmation,
  EmailChange,
  EmailConfirmation,
  ForgottenPassword,
  NewPassword,
  PasswordChange,
} from './schemas.ts'
import { askForConfirmation, confirmAddress } from './verification.ts'
import * as views from './views/views.ts'

/** Longest body of these forms in bytes. */
const bodyLimit = 16 * 1024

/** What a JSON call takes, beside the fields that every form carries. */
function formOf<P extends TProperties>(schema: TObject<P>) {
  const body = Type.Object(schema.properties)
  return { attachValidation: true, bodyLimit, schema: { body } } as const
}

/** The pages by which addresses and passwords are shown, changed and recovered. */
export const credentialsPages: Routes = async app => {
  readForms(app)
  const minimum = app.settings.passwordMinLength
  const own = { preHandler: logInFirst }

  const showForgotten = (request: FastifyRequest, reply: FastifyReply, errors?: RefusedForm) => {
    const context = pageContext(request, reply)
    const captcha = app.accounts.captcha?.field(context)
    return send(request, reply, views.forgottenView(context, { ...stateOf(request, errors), captcha }), errors)
  }
  app.get('/forgotten', (request, reply) => showForgotten(request, reply))
  app.post('/forgotten', formOf(ForgottenPassword), (request, reply) =>
    attempt(request, reply, showForgotten, async () => {
      await askForReset(request, request.body)
      return { to: '/letter' }
    }),
  )
  app.get('/letter', (request, reply) => send(request, reply, views.letterView(pageContext(request, reply))))

  const showReset = (request: FastifyRequest, reply: FastifyReply, errors?: RefusedForm) => {
    const view = views.resetView(pageContext(request, reply), secretOf(request), minimum, stateOf(request, errors))
    return send(request, reply, view, errors)
  }
  app.get('/reset', (request, reply) => showReset(request, reply))
  app.post('/reset', formOf(NewPassword), (request, reply) =>
    attempt(request, reply, showReset, async () => {
      await resetPassword(request, request.body)
      return { to: '/login', notice: 'passwordReset' }
    }),
  )

  const showVerify = (request: FastifyRequest, reply: FastifyReply, errors?: RefusedForm) => {
    const view = views.verifyView(pageContext(request, reply), secretOf(request), stateOf(request, errors))
    return send(request, reply, view, errors)
  }
  app.get('/verify', (request, reply) => showVerify(request, reply))
  app.post('/verify', formOf(Confirmation), (request, reply) =>
    attempt(request, reply, showVerify, async () => {
      await enter(request, reply, await confirmAddress(request, reply, request.body))
      return { to: '/', notice: 'emailVerified' }
    }),
  )
  app.post('/me/verify', { ...own, bodyLimit }, async (request, reply) => {
    await askForConfirmation(request)
    setNotice(request, reply, 'written')
    return reply.redirect('/me', 303)
  })

  const showConfirm = (request: FastifyRequest, reply: FastifyReply, errors?: RefusedForm) => {
    const view = views.confirmEmailView(pageContext(request, reply), secretOf(request), stateOf(request, errors))
    return send(request, reply, view, errors)
  }
  app.get('/email', (request, reply) => showConfirm(request, reply))
  app.post('/email', formOf(EmailConfirmation), (request, reply) =>
    attempt(request, reply, showConfirm, async () => {
      await changeEmail(request, request.body.token)
      return { to: '/login', notice: 'emailChanged' }
    }),
  )

  const showPassword = (request: FastifyRequest, reply: FastifyReply, errors?: RefusedForm) =>
    send(request, reply, views.passwordView(pageContext(request, reply), minimum, stateOf(request, errors)), errors)
  app.get('/me/password', own, (request, reply) => showPassword(request, reply))
  app.post('/me/password', { ...own, ...formOf(PasswordChange) }, (request, reply) =>
    attempt(request, reply, showPassword, async () => {
      await enter(request, reply, await changePassword(request, request.body))
      return { to: '/me', notice: 'passwordChanged' }
    }),
  )

  const showEmail = (request: FastifyRequest, reply: FastifyReply, errors?: RefusedForm) => {
    const { email } = requireUser(request)
    return send(request, reply, views.emailView(pageContext(request, reply), email, stateOf(request, errors)), errors)
  }
  app.get('/me/email', own, (request, reply) => showEmail(request, reply))
  app.post('/me/email', { ...own, ...formOf(EmailChange) }, (request, reply) =>
    attempt(request, reply, showEmail, async () => {
      await askForEmailChange(request, request.body)
      return { to: '/me', notice: 'written' }
    }),
  )
}

type Show = (request: FastifyRequest, reply: FastifyReply, errors: RefusedForm) => FastifyReply

/** Do what a form asks for and lead on, or show the form again with what was wrong. */
async function attempt(
  request: FastifyRequest,
  reply: FastifyReply,
  show: Show,
  work: () => Promise<{ readonly to: string; readonly notice?: NoticeName }>,
): Promise<FastifyReply> {
  try {
    if (request.validationError) throw request.validationError
    const { to, notice } = await work()
    if (notice) setNotice(request, reply, notice)
    return reply.redirect(to, 303)
  } catch (error) {
    return show(request, reply, refusedForm(request, error))
  }
}

/** Links carry secrets: these pages are kept nowhere. Their address goes to no other site, as that of any page here. */
function send(request: FastifyRequest, reply: FastifyReply, view: Html, errors?: RefusedForm): FastifyReply {
  return sendPage(request, reply, view, errors?.status).header('cache-control', 'no-store')
}

function stateOf({ body, user }: FastifyRequest, errors: RefusedForm | undefined): views.FormState {
  return { email: formText(body, 'email'), withoutPassword: user !== null && !hasPassword(user), errors }
}

/** Read the secret of a link: from the address when the page is opened, from the form afterwards. */
function secretOf({ body, query }: FastifyRequest): string {
  return formText(body, 'token') || formText(query, 'token')
}
