import type { FastifyReply, FastifyRequest } from 'fastify'
import { readForms } from '../../http/forms.ts'
import { BadInput, Forbidden } from '../../http/problems.ts'
import type { Routes } from '../../http/routing.ts'
import { stuckLetters } from '../../mail/stuck.ts'
import { formText, type RefusedForm, refusedForm } from '../../web/form-errors.ts'
import { setNotice } from '../../web/notices.ts'
import { pageContext, sendPage } from '../../web/page.ts'
import type { Invitation } from '../invites.ts'
import { logInFirst, requireUser } from '../permissions.ts'
import { hasPerm } from '../roles/permissions.ts'
import { invite, type MadeInvitation, openInvitations, withdrawInvitation } from './invitations.ts'
import { requireStaff } from './keeper.ts'
import { IdParams } from './schemas.ts'
import { lifetimes, staffView } from './views/staff.ts'

/** Longest body of these forms in bytes. */
const bodyLimit = 16 * 1024

/** The page for those who look after the site, below `/staff`. */
export const staffPages: Routes = async app => {
  readForms(app)
  const own = { preHandler: logInFirst, bodyLimit }

  app.get('/', own, (request, reply) => show(request, reply, {}))
  // The answer shows the link, so that it stands in no address and no cookie.
  app.post('/', own, async (request, reply) => {
    await requireStaff(request, 'accounts.invite_user')
    try {
      return await show(request, reply, { made: await invite(request, wishOf(request.body)) })
    } catch (error) {
      return show(request, reply, { errors: refusedForm(request, error) })
    }
  })
  app.post('/invites/:id/withdraw', { ...own, schema: { params: IdParams } }, async (request, reply) => {
    await requireStaff(request, 'accounts.invite_user')
    await withdrawInvitation(request, request.params.id)
    setNotice(request, reply, 'invitationWithdrawn')
    return reply.redirect('/staff', 303)
  })
}

/** Read whom a form invites. Throws BadInput with the field at fault. */
function wishOf(body: unknown): Invitation {
  const email = formText(body, 'email').trim()
  const days = Number(formText(body, 'days'))
  if (!lifetimes.some(choice => choice === days)) {
    throw new BadInput('invalid', { fields: { days: [{ code: 'invalid_value' }] } })
  }
  return { days, ...(email === '' ? {} : { email }) }
}

/** Show the parts of the page that who asks may see. Throws Forbidden for everybody who is not staff. */
async function show(
  request: FastifyRequest,
  reply: FastifyReply,
  { made, errors }: { readonly made?: MadeInvitation; readonly errors?: RefusedForm },
) {
  const user = requireUser(request)
  if (!user.isStaff) throw new Forbidden()
  const now = request.server.clock()
  const view = staffView(pageContext(request, reply), {
    invitations: (await hasPerm(user, 'accounts.invite_user')) ? await openInvitations(now) : undefined,
    letters: (await hasPerm(user, 'mail.view_letter')) ? await stuckLetters(now) : undefined,
    made,
    email: formText(request.body, 'email'),
    errors,
  })
  return sendPage(request, reply, view, errors?.status)
}
