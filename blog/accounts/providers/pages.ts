import type { FastifyReply, FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { readForms } from '../../http/forms.ts'
import type { Routes } from '../../http/routing.ts'
import type { Provider } from '../../settings.ts'
import { formText, type RefusedForm, refusedForm } from '../../web/form-errors.ts'
import { safeNext } from '../../web/next.ts'
import { setNotice } from '../../web/notices.ts'
import { pageContext, sendPage } from '../../web/page.ts'
import { enter } from '../answers.ts'
import { requireConfirmed } from '../confirmation/confirmation.ts'
import { showLogIn } from '../pages.ts'
import { logInFirst } from '../permissions.ts'
import { type Intent, recognise, sendAway } from './attempts.ts'
import { enterAs } from './entering.ts'
import { finishJoining } from './joining.ts'
import { confirmBy, link, unlink } from './linking.ts'
import { redeem } from './shown.ts'
import { goingView, joinView } from './views/providers.ts'

/** Longest body of these forms in bytes. */
const bodyLimit = 16 * 1024

const ProviderParams = Type.Object({ provider: Type.String() })
type ProviderParams = Static<typeof ProviderParams>
const IdentityParams = Type.Object({ id: Type.String() })

type OfProvider = FastifyRequest<{ Params: ProviderParams }>

/** The pages by which one goes to a provider and comes back. */
export const providerPages: Routes = async app => {
  readForms(app)
  const schema = { params: ProviderParams }
  const own = { preHandler: logInFirst, bodyLimit }

  app.post('/login/with/:provider', { bodyLimit, schema }, (request, reply) => go(request, reply, 'enter'))
  app.get('/login/with/:provider/callback', { schema }, comeBack)
  app.post('/me/identities/with/:provider', { ...own, schema }, (request, reply) => {
    requireConfirmed(request)
    return go(request, reply, 'link')
  })
  app.post('/me/confirm/with/:provider', { ...own, schema }, (request, reply) => go(request, reply, 'confirm'))
  app.post('/me/identities/:id/unlink', { ...own, schema: { params: IdentityParams } }, async (request, reply) => {
    await unlink(request, request.params.id)
    setNotice(request, reply, 'identityUnlinked')
    return reply.redirect('/me', 303)
  })

  app.get('/join', (request, reply) => showJoin(request, reply))
  app.post('/join', { bodyLimit }, async (request, reply) => {
    try {
      await enter(request, reply, await finishJoining(request, reply, formText(request.body, 'token')))
    } catch (error) {
      return showJoin(request, reply, refusedForm(request, error))
    }
    setNotice(request, reply, 'registered')
    return reply.redirect('/', 303)
  })
}

/** Lead a browser to a provider. A page does, not a redirect: the policy lets no form of ours end elsewhere. */
async function go(request: OfProvider, reply: FastifyReply, intent: Intent) {
  const provider = request.server.accounts.providers.get(request.params.provider)
  const next = safeNext(formText(request.body, 'next'))
  const invite = formText(request.body, 'invite')
  try {
    const address = await sendAway(request, reply, provider, { intent, next, ...(invite === '' ? {} : { invite }) })
    const view = goingView(pageContext(request, reply), provider, address)
    return sendPage(request, reply, view).header('cache-control', 'no-store')
  } catch (error) {
    return show(request, reply, next, error)
  }
}

async function comeBack(request: OfProvider, reply: FastifyReply) {
  const provider = request.server.accounts.providers.get(request.params.provider)
  try {
    return reply.redirect(await finish(request, reply, provider), 303)
  } catch (error) {
    return show(request, reply, '/', error)
  }
}

/** Do what somebody went to a provider for; the path on which they go on. */
async function finish(request: FastifyRequest, reply: FastifyReply, provider: Provider): Promise<string> {
  const returned = await recognise(request, reply, provider)
  const { attempt } = returned
  const shown = await redeem(request, provider, returned)
  switch (attempt.intent) {
    case 'enter': {
      const entered = await enterAs(request, reply, provider, shown, attempt)
      if (entered === 'letter') return '/letter'
      await enter(request, reply, entered)
      return attempt.next
    }
    case 'link':
      await link(request, returned, shown)
      setNotice(request, reply, 'identityLinked')
      return '/me'
    case 'confirm':
      await enter(request, reply, await confirmBy(request, provider, returned, shown))
      return attempt.next
  }
}

/** Say on the log-in page what went wrong; to whoever wants no page, as any error. */
function show(request: FastifyRequest, reply: FastifyReply, next: string, error: unknown): FastifyReply {
  if (!request.wantsHtml || request.user) throw error
  const errors = refusedForm(request, error)
  return showLogIn(request, reply, { email: '', next, errors }, errors.status)
}

function showJoin(request: FastifyRequest, reply: FastifyReply, errors?: RefusedForm): FastifyReply {
  const token = formText(request.body, 'token') || formText(request.query, 'token')
  const view = joinView(pageContext(request, reply), token, errors)
  return sendPage(request, reply, view, errors?.status).header('cache-control', 'no-store')
}
