import { errorAnswers } from '../../http/answers.ts'
import { storeNowhere } from '../../http/headers.ts'
import type { Routes } from '../../http/routing.ts'
import { latestEvents } from '../audit/audit.ts'
import { deviceName } from '../audit/device-name.ts'
import { requireLogIn, requireUser } from '../permissions.ts'
import { endAllSessions, endOtherSessions, endSession, type ListedSession, listSessions } from '../session-list.ts'
import { EventList, SessionEnded, SessionList, SessionParams, SessionsEnded } from './schemas.ts'

const tags = ['users']
const security = [{ bearer: [] }, { session: [] }]

/** How many events are shown. */
export const eventsShown = 20

/** Seconds since 1970, as all moments of the JSON interface. */
function seconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000)
}

/** A session as the JSON interface names its parts. */
export function sessionJson({ createdAt, seenAt, expiresAt, ...session }: ListedSession) {
  const times = { created_at: seconds(createdAt), seen_at: seenAt && seconds(seenAt), expires_at: seconds(expiresAt) }
  return { ...session, ...times }
}

/** The JSON calls about one's own account, below `/users/me`. */
export const meApi: Routes = async app => {
  storeNowhere(app)
  app.addHook('preValidation', requireLogIn)

  const list = { tags, summary: 'Where you are logged in', security }
  app.get('/sessions', { schema: { ...list, response: { 200: SessionList, ...errorAnswers(401) } } }, async request => {
    return { sessions: (await listSessions(request)).map(sessionJson) }
  })

  const gone = { params: SessionParams, response: { 204: SessionEnded, ...errorAnswers(401, 403, 404) } }
  const endOne = { tags, summary: 'End one session', security, ...gone }
  app.delete('/sessions/:id', { schema: endOne }, async (request, reply) => {
    await endSession(request, reply, request.params.id)
    return reply.code(204).send(null)
  })

  const ended = { response: { 200: SessionsEnded, ...errorAnswers(401, 403) } }
  const endOthers = { tags, summary: 'End all sessions but this one', security, ...ended }
  app.delete('/sessions/others', { schema: endOthers }, async request => ({ ended: await endOtherSessions(request) }))

  const endAll = { tags, summary: 'End all sessions and refuse all tokens made so far', security, ...ended }
  app.delete('/sessions', { schema: endAll }, async (request, reply) => ({
    ended: await endAllSessions(request, reply),
  }))

  const events = { tags, summary: 'What happened to your account', security }
  app.get('/events', { schema: { ...events, response: { 200: EventList, ...errorAnswers(401) } } }, async request => {
    const latest = await latestEvents(requireUser(request).id, eventsShown)
    return {
      events: latest.map(({ event, at, device, address }) => ({
        event,
        at: seconds(at),
        device: device && deviceName(device),
        address,
      })),
    }
  })
}
