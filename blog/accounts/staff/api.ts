import { errorAnswers } from '../../http/answers.ts'
import type { Routes } from '../../http/routing.ts'
import type { Letter } from '../../mail/models.ts'
import { stuckLetters } from '../../mail/stuck.ts'
import type { OneTimeToken } from '../models-one-time.ts'
import { asking, keepNowhere, seconds, secondsOrNull } from './asking.ts'
import { invite, openInvitations, usualDays, withdrawInvitation } from './invitations.ts'
import { Gone, IdParams, InvitationInput, InvitationList, InvitationMade, LetterList } from './schemas.ts'

const tags = ['staff']
const security = [{ bearer: [] }, { session: [] }]

/** The JSON calls about invitations and letters for those who look after the site, below `/staff`. */
export const staffApi: Routes = async app => {
  app.addHook('onSend', keepNowhere)
  const inviting = asking('accounts.invite_user')

  const open = { tags, summary: 'Invitations that nobody has used yet', security }
  const listed = { ...open, response: { 200: InvitationList, ...errorAnswers(401, 403) } }
  app.get('/invites', { ...inviting, schema: listed }, async () => ({
    invites: (await openInvitations(app.clock())).map(inviteJson),
  }))

  const make = { tags, summary: 'Invite somebody; the link is shown this once', security, body: InvitationInput }
  const made = { ...make, response: { 201: InvitationMade, ...errorAnswers(400, 401, 403, 413, 415) } }
  app.post('/invites', { ...inviting, schema: made }, async (request, reply) => {
    const { link, expiresAt } = await invite(request, { days: usualDays, ...request.body })
    return reply.code(201).send({ link, expires_at: seconds(expiresAt) })
  })

  const withdraw = { tags, summary: 'Withdraw an invitation', security, params: IdParams }
  const withdrawn = { ...withdraw, response: { 204: Gone, ...errorAnswers(401, 403, 404) } }
  app.delete('/invites/:id', { ...inviting, schema: withdrawn }, async (request, reply) => {
    await withdrawInvitation(request, request.params.id)
    return reply.code(204).send(null)
  })

  const stuck = { tags, summary: 'Letters that could not be sent', security }
  const letters = { ...stuck, response: { 200: LetterList, ...errorAnswers(401, 403) } }
  app.get('/letters', { ...asking('mail.view_letter'), schema: letters }, async () => ({
    letters: (await stuckLetters(app.clock())).map(letterJson),
  }))
}

function inviteJson({ id, email, createdAt, expiresAt }: OneTimeToken) {
  return { id, email, created_at: seconds(createdAt), expires_at: seconds(expiresAt) }
}

/** A letter as staff see it: never what it says. */
function letterJson({ id, kind, recipient, createdAt, attempts, fault, dueAt }: Letter) {
  return { id, kind, recipient, created_at: seconds(createdAt), attempts, fault, due_at: secondsOrNull(dueAt) }
}
