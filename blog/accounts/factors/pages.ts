import type { FastifyReply, FastifyRequest } from 'fastify'
import { readForms } from '../../http/forms.ts'
import type { Routes } from '../../http/routing.ts'
import { formText, type RefusedForm, refusedForm } from '../../web/form-errors.ts'
import { setNotice } from '../../web/notices.ts'
import { pageContext, sendPage } from '../../web/page.ts'
import { enter } from '../answers.ts'
import { requireConfirmation, requireConfirmed } from '../confirmation/confirmation.ts'
import { logInFirst } from '../permissions.ts'
import { addApp, addPasskey, beginApp, dropPasskey, type FactorChange, makeCodes, removeApp } from './changes.ts'
import { credentialOf } from './credential-field.ts'
import { listFactors } from './list.ts'
import { findPasskey } from './new-passkeys.ts'
import { renamePasskey } from './passkey-names.ts'
import { refused } from './passkeys.ts'
import { relyingPartyOf } from './relying-party.ts'
import { NewCredential, PasskeyParams } from './schemas.ts'
import { pendingTotp } from './totp-secrets.ts'
import { enrolmentView } from './views/enrolment.ts'
import { factorsView } from './views/factors.ts'
import { passkeyView } from './views/passkey.ts'

/** Longest body of these forms in bytes; a new passkey takes a few thousand. */
const bodyLimit = 32 * 1024

type OfPasskey = FastifyRequest<{ Params: PasskeyParams }>

/** The pages about one's second factors, below `/me/factors`. */
export const factorsPages: Routes = async app => {
  readForms(app)
  const own = { preHandler: [logInFirst, requireConfirmation], bodyLimit }
  const one = { ...own, schema: { params: PasskeyParams } }

  app.get('/', own, (request, reply) => show(request, reply, {}))

  app.post('/totp', own, async (request, reply) => {
    await beginApp(request)
    return reply.redirect('/me/factors/totp', 303)
  })
  app.get('/totp', own, (request, reply) => showEnrolment(request, reply))
  app.post('/totp/confirm', own, async (request, reply) => {
    try {
      return await showChange(request, reply, await addApp(request, formText(request.body, 'code')))
    } catch (error) {
      return showEnrolment(request, reply, refusedForm(request, error))
    }
  })
  app.post('/totp/remove', own, async (request, reply) => showChange(request, reply, await removeApp(request)))

  app.post('/passkeys', own, async (request, reply) => {
    try {
      return await showChange(request, reply, await addPasskey(request, newPasskeyOf(request)))
    } catch (error) {
      return show(request, reply, { errors: refusedForm(request, error), name: formText(request.body, 'name') })
    }
  })
  app.get('/passkeys/:id', one, (request, reply) => showPasskey(request, reply))
  app.post('/passkeys/:id', one, async (request, reply) => {
    try {
      await renamePasskey(request, request.params.id, formText(request.body, 'name'))
    } catch (error) {
      return showPasskey(request, reply, refusedForm(request, error))
    }
    setNotice(request, reply, 'passkeyRenamed')
    return reply.redirect('/me/factors', 303)
  })
  app.post('/passkeys/:id/remove', one, async (request, reply) =>
    showChange(request, reply, await dropPasskey(request, request.params.id)),
  )
  app.post('/recovery-codes', own, async (request, reply) => showChange(request, reply, await makeCodes(request)))
}

/** Read the name and the passkey of a form. Throws BadInput `passkey_refused`. */
function newPasskeyOf(request: FastifyRequest) {
  const passkey = credentialOf(request, NewCredential)
  if (!passkey) throw refused()
  return { name: formText(request.body, 'name'), passkey }
}

/** Hand the new session over; new recovery codes are shown in the very answer, and nowhere else. */
async function showChange(request: FastifyRequest, reply: FastifyReply, { codes, ...loggedIn }: FactorChange) {
  await enter(request, reply, loggedIn)
  if (codes) return show(request, reply, { codes })
  setNotice(request, reply, 'factorsChanged')
  return reply.redirect('/me/factors', 303)
}

async function show(
  request: FastifyRequest,
  reply: FastifyReply,
  state: { readonly codes?: readonly string[]; readonly errors?: RefusedForm; readonly name?: string },
) {
  const party = relyingPartyOf(request.server.settings)
  const view = factorsView(pageContext(request, reply), { factors: await listFactors(request), party, ...state })
  return sendPage(request, reply, view, state.errors?.status)
}

async function showPasskey(request: OfPasskey, reply: FastifyReply, errors?: RefusedForm) {
  const { id, name } = await findPasskey(requireConfirmed(request).user.id, request.params.id)
  const typed = errors && formText(request.body, 'name')
  return sendPage(request, reply, passkeyView(pageContext(request, reply), { id, name, typed, errors }), errors?.status)
}

async function showEnrolment(request: FastifyRequest, reply: FastifyReply, errors?: RefusedForm) {
  const enrolment = await pendingTotp(request.server, requireConfirmed(request).user)
  if (!enrolment) return reply.redirect('/me/factors', 303)
  return sendPage(request, reply, enrolmentView(pageContext(request, reply), enrolment, errors), errors?.status)
}
