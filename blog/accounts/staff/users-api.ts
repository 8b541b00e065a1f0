import type { FastifyRequest } from 'fastify'
import { errorAnswers } from '../../http/answers.ts'
import { NotFound } from '../../http/problems.ts'
import type { Routes } from '../../http/routing.ts'
import { sessionJson } from '../me/api.ts'
import { SessionEnded, SessionList, SessionsEnded } from '../me/schemas.ts'
import { User } from '../models.ts'
import { listSessions } from '../session-list.ts'
import { asking, keepNowhere, secondsOrNull } from './asking.ts'
import { confirmedKeeperOf, requireRank } from './keeper.ts'
import { Changed, IdParams, SessionOfUserParams, UserList, UserQuery } from './schemas.ts'
import * as users from './users.ts'

const tags = ['staff']
const security = [{ bearer: [] }, { session: [] }]
const refused = errorAnswers(401, 403, 404)

/** The JSON calls about users for those who look after the site, below `/staff`. API tokens have no scope for them. */
export const staffUsersApi: Routes = async app => {
  app.addHook('onSend', keepNowhere)

  const find = { tags, summary: 'Find users', security, querystring: UserQuery }
  const found = { ...find, response: { 200: UserList, ...refused } }
  app.get('/users', { ...asking('accounts.view_user'), schema: found }, async request => ({
    users: (await users.findUsers(request.query.q ?? '')).map(userJson),
  }))

  const changed = { params: IdParams, response: { 200: Changed, ...refused } }
  const disable = { tags, summary: 'Keep a user out: log-ins and tokens end at once', security, ...changed }
  app.post('/users/:id/disable', { ...asking('accounts.disable_user'), schema: disable }, async request => {
    await users.disableUser(confirmedKeeperOf(request), await findBelow(request, request.params.id))
    return {}
  })
  const enable = { tags, summary: 'Let a user log in again', security, ...changed }
  app.post('/users/:id/enable', { ...asking('accounts.disable_user'), schema: enable }, async request => {
    await users.enableUser(confirmedKeeperOf(request), await findBelow(request, request.params.id))
    return {}
  })

  const seen = { params: IdParams, response: { 200: SessionList, ...refused } }
  const list = { tags, summary: 'Where a user is logged in', security, ...seen }
  app.get('/users/:id/sessions', { ...asking('accounts.view_session'), schema: list }, async request => {
    const sessions = await listSessions(request, await findUser(request.params.id))
    return { sessions: sessions.map(sessionJson) }
  })

  const ended = { params: IdParams, response: { 200: SessionsEnded, ...refused } }
  const endAll = { tags, summary: 'End all sessions of a user and refuse their tokens', security, ...ended }
  app.delete('/users/:id/sessions', { ...asking('accounts.delete_session'), schema: endAll }, async request => ({
    ended: await users.endLogInsOf(confirmedKeeperOf(request), await findUser(request.params.id)),
  }))

  const gone = { params: SessionOfUserParams, response: { 204: SessionEnded, ...refused } }
  const endOne = {
    ...asking('accounts.delete_session'),
    schema: { tags, summary: 'End one session', security, ...gone },
  }
  app.delete('/users/:id/sessions/:session', endOne, async (request, reply) => {
    const user = await findUser(request.params.id)
    await users.endSessionOf(confirmedKeeperOf(request), user, request.params.session)
    return reply.code(204).send(null)
  })

  const everybody = { tags, summary: 'End everybody’s sessions, your own among them', security }
  const allEnded = { ...everybody, response: { 200: SessionsEnded, ...refused } }
  app.delete('/sessions', { ...asking('accounts.delete_session'), schema: allEnded }, async request => ({
    ended: await users.endAllLogIns(confirmedKeeperOf(request)),
  }))
}

/** @throws NotFound for what is no id of a user. */
async function findUser(id: string): Promise<User> {
  const user = /^[1-9]\d{0,9}$/.test(id) ? await User.objects.filter({ pk: Number(id) }).first() : undefined
  if (!user) throw new NotFound()
  return user
}

/** Find somebody to whom only their betters may do this. @throws NotFound or Forbidden */
async function findBelow(request: FastifyRequest, id: string): Promise<User> {
  const user = await findUser(id)
  requireRank(request, user)
  return user
}

/** A user as staff see them, built by name. */
function userJson({ user, roles }: users.ListedUser) {
  const { id, name, email, joinedAt, verifiedAt, disabledAt } = user
  const times = {
    joined_at: secondsOrNull(joinedAt),
    verified_at: secondsOrNull(verifiedAt),
    disabled_at: secondsOrNull(disabledAt),
  }
  return { id, name, email, ...times, roles: [...roles] }
}
