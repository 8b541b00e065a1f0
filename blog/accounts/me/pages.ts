import type { FastifyReply, FastifyRequest } from 'fastify'
import { readForms } from '../../http/forms.ts'
import type { Routes } from '../../http/routing.ts'
import { setNotice } from '../../web/notices.ts'
import { pageContext, sendPage } from '../../web/page.ts'
import { latestEvents } from '../audit/audit.ts'
import { exportAccount, exportName } from '../leaving/leaving.ts'
import { logInFirst, requireUser } from '../permissions.ts'
import { listIdentities } from '../providers/linking.ts'
import { endAllSessions, endOtherSessions, endSession, listSessions } from '../session-list.ts'
import { eventsShown } from './api.ts'
import { SessionParams } from './schemas.ts'
import { accountView } from './views/account.ts'

/** Longest body of these forms in bytes. */
const bodyLimit = 16 * 1024

/** The pages about one's own account, below `/me`. */
export const mePages: Routes = async app => {
  readForms(app)
  const own = { preHandler: logInForAccount, bodyLimit }

  app.get('/', { preHandler: logInFirst }, showAccount)
  app.get('/export', { preHandler: logInFirst }, async (request, reply) => {
    reply.header('content-disposition', exportName).header('cache-control', 'no-store')
    return exportAccount(request)
  })
  app.post('/sessions/:id/end', { ...own, schema: { params: SessionParams } }, async (request, reply) => {
    await endSession(request, reply, request.params.id)
    setNotice(request, reply, 'sessionEnded')
    return reply.redirect(request.user ? '/me' : '/login', 303)
  })
  app.post('/sessions/others/end', own, async (request, reply) => {
    await endOtherSessions(request)
    setNotice(request, reply, 'sessionsEnded')
    return reply.redirect('/me', 303)
  })
  app.post('/sessions/end', own, async (request, reply) => {
    await endAllSessions(request, reply)
    setNotice(request, reply, 'loggedOut')
    return reply.redirect('/login', 303)
  })
}

/** Send a visitor to the log-in page and then to the account: the forms here have no page under their own address. */
async function logInForAccount(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  return request.user ? undefined : reply.redirect('/login?next=%2Fme', 303)
}

async function showAccount(request: FastifyRequest, reply: FastifyReply) {
  const { id, name, email, verifiedAt, isStaff } = requireUser(request)
  const who = { name, email, verified: verifiedAt !== null, staff: isStaff === true }
  const sessions = await listSessions(request)
  const events = await latestEvents(id, eventsShown)
  const identities = await listIdentities(request)
  const linked = new Set(identities.map(({ issuer }) => issuer))
  const offered = request.server.accounts.providers.all.filter(({ issuer }) => !linked.has(issuer))
  return sendPage(
    request,
    reply,
    accountView(pageContext(request, reply), { ...who, sessions, events, identities, offered }),
  )
}
