import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { makeInvite } from '../../accounts/invites.ts'
import { Session, User } from '../../accounts/models.ts'
import { OneTimeToken } from '../../accounts/models-one-time.ts'
import { type LinkPurpose, makeLink } from '../../accounts/one-time-tokens.ts'
import { Letter } from '../../mail/models.ts'
import type { Transport } from '../../mail/transport.ts'
import { example } from '../helper.ts'
import { kinds, type Scratch, siteOn } from '../servers.ts'

// ASVS 15.4.2: what is looked at and what is then done are one step.

const crowd = 100
const password = 'a new and better one'

/** Takes every letter, so that the outbox empties while others still write. */
const mailTransport: Transport = { reachesRecipient: true, deliver: async () => {}, close: () => {} }

interface Answer {
  readonly status: number
  readonly body: { readonly code?: string; readonly token?: string; readonly refresh_token?: string }
}

for (const { name, skip, make } of kinds) {
  describe(`of a hundred at once on ${name}`, { skip }, () => {
    let scratch: Scratch
    let app: FastifyInstance
    before(async () => {
      scratch = await make()
      app = await siteOn(scratch, { RATE_LIMIT: 'off', PUBLIC_URL: 'http://localhost' }, { mailTransport })
    })
    after(async () => {
      await app.close()
      await scratch.drop()
    })

    async function post(url: string, payload: object, headers: Record<string, string> = {}): Promise<Answer> {
      const answer = await app.inject({ method: 'POST', url, payload, headers })
      return { status: answer.statusCode, body: answer.json() }
    }

    /** Do something a hundred times at once; how often each outcome came. */
    async function race(attempt: (at: number) => Promise<Answer>): Promise<Record<string, number>> {
      const answers = await Promise.all(Array.from({ length: crowd }, (_, at) => attempt(at)))
      const outcomes: Record<string, number> = {}
      for (const { status, body } of answers) {
        const outcome = body.code === undefined ? String(status) : `${status} ${body.code}`
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
      }
      return outcomes
    }

    const account = async (email: string) => {
      assert.equal((await post('/users/', { ...example, email })).status, 201)
      return User.objects.get({ email })
    }
    const linkFor = async (purpose: LinkPurpose, { id }: User, email: string) =>
      (await makeLink(purpose, app.clock(), { userId: id, email })).secret

    test('one registers an address, and nothing of the others is left', async () => {
      const outcomes = await race(() => post('/users/', { ...example, email: 'one@xdd.com' }))
      assert.deepEqual(outcomes, { 201: 1, '400 email_taken': crowd - 1 })
      const user = await User.objects.get({ email: 'one@xdd.com' })
      assert.equal(await Session.objects.filter({ userId: user.id }).count(), 1)
      assert.equal(await Session.objects.count(), 1)
    })

    test('all register who come with addresses of their own', async () => {
      const users = await User.objects.count()
      assert.deepEqual(await race(at => post('/users/', { ...example, email: `own-${at}@xdd.com` })), { 201: crowd })
      assert.equal(await User.objects.count(), users + crowd)
    })

    test('one confirms an address', async () => {
      const user = await account('verify@xdd.com')
      const token = await linkFor('verify', user, user.email)
      const outcomes = await race(() => post('/users/verify', { token, password: example.password }))
      assert.deepEqual(outcomes, { 200: 1, '400 invalid_link': crowd - 1 })
    })

    test('one becomes a user by the link that finishes a registration', async () => {
      const waiting = { name: 'x', email: 'wait@xdd.com', emailCanonical: 'wait@xdd.com' }
      const hash = await app.accounts.passwords.hash(example.password)
      const payload = { ...waiting, password: hash }
      const { secret: token } = await makeLink('verify', app.clock(), { email: waiting.email, payload })
      const outcomes = await race(() => post('/users/verify', { token, password: example.password }))
      assert.deepEqual(outcomes, { 200: 1, '400 invalid_link': crowd - 1 })
      assert.equal(await User.objects.filter({ email: waiting.email }).count(), 1)
    })

    test('one resets a password', async () => {
      const user = await account('reset@xdd.com')
      const token = await linkFor('reset', user, user.email)
      const outcomes = await race(at => post('/users/password/reset', { token, password: `${password} ${at}` }))
      assert.deepEqual(outcomes, { 200: 1, '400 invalid_link': crowd - 1 })
      assert.equal(await Letter.objects.filter({ recipient: user.email }).count(), 1, 'and its owner is told once')
    })

    test('one changes an address', async () => {
      const user = await account('old@xdd.com')
      const token = await linkFor('email', user, 'new@xdd.com')
      assert.deepEqual(await race(() => post('/users/email', { token })), { 200: 1, '400 invalid_link': crowd - 1 })
      assert.equal((await User.objects.get({ pk: user.id })).email, 'new@xdd.com')
    })

    test('one uses an invitation, whoever they are', async () => {
      const { secret: invite } = await makeInvite(app.clock(), { days: 1 })
      const outcomes = await race(at => post('/users/', { ...example, email: `guest-${at}@xdd.com`, invite }))
      assert.deepEqual(outcomes, { 201: 1, '400 invalid_invite': crowd - 1 })
      assert.equal(await User.objects.filter({ email__startswith: 'guest-' }).count(), 1)
      assert.equal(await OneTimeToken.objects.filter({ purpose: 'invite', usedAt__isnull: true }).count(), 0)
    })

    test('all get the same successor of a refresh token', async () => {
      await account('refresh@xdd.com')
      const credentials = { email: 'refresh@xdd.com', password: example.password }
      const { refresh_token } = (await post('/users/token', credentials)).body
      const given = new Set<string | undefined>()
      const outcomes = await race(async () => {
        const answer = await post('/users/token/refresh', { refresh_token })
        given.add(answer.body.refresh_token)
        return answer
      })
      assert.deepEqual([outcomes, given.size], [{ 200: crowd }, 1])
      const [successor] = given
      assert.equal((await post('/users/token/refresh', { refresh_token: successor })).status, 200)
    })

    test('one leaves with an account, and is gone', async () => {
      const user = await account('leave@xdd.com')
      const login = { email: user.email, password: example.password }
      const { token = '' } = (await post('/users/login', login)).body
      const leave = () => post('/users/me/delete', { password: example.password }, { jwt: token })
      const outcomes = await race(leave)
      assert.ok((outcomes[200] ?? 0) >= 1, JSON.stringify(outcomes))
      assert.deepEqual(
        Object.keys(outcomes).filter(outcome => !/^(200|401 .*)$/.test(outcome)),
        [],
      )
      assert.equal(await User.objects.filter({ pk: user.id }).count(), 0)
      assert.equal(await Session.objects.filter({ userId: user.id }).count(), 0)
    })

    test('as many are let through a limit as it says', async () => {
      await app.close()
      const moment = Date.now()
      app = await siteOn(scratch, { TRUST_PROXY: 'loopback' }, { mailTransport, clock: () => moment })
      const guess = { email: 'guessed@xdd.com', password: 'x' }
      const outcomes = await race(at => post('/users/login', guess, { 'x-forwarded-for': `203.0.113.${at}` }))
      assert.deepEqual(outcomes, { '400 bad_credentials': 20, '429 too_many_requests': crowd - 20 })
      const many = await race(at => post('/users/login', { ...guess, email: `guessed-${at}@xdd.com` }))
      assert.deepEqual(many, { '400 bad_credentials': 60, '429 too_many_requests': crowd - 60 })
    })
  })
}
