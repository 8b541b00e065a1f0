import type { FastifyReply, FastifyRequest } from 'fastify'
import { errorAnswers } from '../../http/answers.ts'
import { storeNowhere } from '../../http/headers.ts'
import type { Routes } from '../../http/routing.ts'
import { answerLogIn } from '../answers.ts'
import { requireConfirmation } from '../confirmation/confirmation.ts'
import { requireLogIn } from '../permissions.ts'
import {
  addApp,
  addPasskey,
  beginApp,
  beginPasskey,
  dropPasskey,
  type FactorChange,
  makeCodes,
  removeApp,
} from './changes.ts'
import { listFactors, type OwnPasskey } from './list.ts'
import { renamePasskey } from './passkey-names.ts'
import {
  BrowserOptions,
  CodesMade,
  Enrolment,
  FactorAdded,
  FactorList,
  FactorRemoved,
  FirstCode,
  NewPasskey,
  PasskeyName,
  PasskeyParams,
  PasskeyRenamed,
} from './schemas.ts'

const tags = ['users']
const security = [{ bearer: [] }, { session: [] }]
const bodyLimit = 32 * 1024
const refusals = errorAnswers(400, 401, 403, 413, 415, 429)

const seconds = (moment: Date) => Math.floor(moment.getTime() / 1000)

/** The JSON calls about one's second factors, below `/users/me/factors`. */
export const factorsApi: Routes = async app => {
  storeNowhere(app)
  app.addHook('preValidation', requireLogIn)
  const weighty = { bodyLimit, preValidation: requireConfirmation }

  const list = { tags, summary: 'Your second factors', security, response: { 200: FactorList, ...errorAnswers(401) } }
  app.get('/', { schema: list }, async request => {
    const { totp, passkeys, recoveryCodes } = await listFactors(request)
    return { totp, passkeys: passkeys.map(listed), recovery_codes: recoveryCodes }
  })

  const begin = { tags, summary: 'Get a secret for an authenticator app', security }
  app.post(
    '/totp',
    { ...weighty, schema: { ...begin, response: { 201: Enrolment, ...refusals } } },
    async (request, reply) => reply.code(201).send(await beginApp(request)),
  )

  const added = { 200: FactorAdded, ...refusals }
  const confirm = { tags, summary: 'Let the app count, by its first code; other sessions end', security }
  app.post(
    '/totp/confirm',
    { ...weighty, schema: { ...confirm, body: FirstCode, response: added } },
    async (request, reply) => answer(request, reply, await addApp(request, request.body.code)),
  )

  const removed = { 200: FactorRemoved, ...errorAnswers(401, 403, 404) }
  const forget = { tags, summary: 'Forget the authenticator app; other sessions end', security, response: removed }
  app.delete('/totp', { ...weighty, schema: forget }, async (request, reply) =>
    answer(request, reply, await removeApp(request)),
  )

  const ask = { tags, summary: 'What a browser needs to make a passkey', security }
  app.post(
    '/passkeys/options',
    { ...weighty, schema: { ...ask, response: { 200: BrowserOptions, ...refusals } } },
    request => beginPasskey(request),
  )

  const add = { tags, summary: 'Add a passkey; other sessions end', security, body: NewPasskey, response: added }
  app.post('/passkeys', { ...weighty, schema: add }, async (request, reply) =>
    answer(request, reply, await addPasskey(request, request.body)),
  )

  const rename = { tags, summary: 'Call a passkey by another name', security, params: PasskeyParams, body: PasskeyName }
  const renamed = { 200: PasskeyRenamed, ...errorAnswers(400, 401, 403, 404, 413, 415) }
  app.patch('/passkeys/:id', { ...weighty, schema: { ...rename, response: renamed } }, async request => ({
    passkey: listed(await renamePasskey(request, request.params.id, request.body.name)),
  }))

  const drop = { tags, summary: 'Forget a passkey; other sessions end', security, params: PasskeyParams }
  app.delete('/passkeys/:id', { ...weighty, schema: { ...drop, response: removed } }, async (request, reply) =>
    answer(request, reply, await dropPasskey(request, request.params.id)),
  )

  const renew = { tags, summary: 'Get ten new recovery codes; the old ones are void, other sessions end', security }
  app.post(
    '/recovery-codes',
    { ...weighty, schema: { ...renew, response: { 200: CodesMade, ...refusals } } },
    async (request, reply) => {
      const { token, recovery_codes = [] } = await answer(request, reply, await makeCodes(request))
      return { token, recovery_codes }
    },
  )
}

function listed({ id, name, backedUp, createdAt, usedAt }: OwnPasskey) {
  return { id, name, backed_up: backedUp, created_at: seconds(createdAt), used_at: usedAt && seconds(usedAt) }
}

/** Hand the new session over, with the codes that are known this once. */
async function answer(request: FastifyRequest, reply: FastifyReply, { codes, ...loggedIn }: FactorChange) {
  const { token } = await answerLogIn(request, reply, loggedIn)
  return codes ? { token, recovery_codes: [...codes] } : { token }
}
