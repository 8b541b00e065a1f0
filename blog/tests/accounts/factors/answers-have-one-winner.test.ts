import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { Passkey, RecoveryCode } from '../../../accounts/factors/models.ts'
import { Session, User } from '../../../accounts/models.ts'
import { example } from '../../helper.ts'
import { kinds, type Scratch, siteOn } from '../../servers.ts'
import { Authenticator } from './authenticator.ts'
import { App } from './people.ts'

// ASVS 6.5.1 and ASVS 15.4.2: a code, a ticket and a challenge are used once, however many use them at once.

const crowd = 50
const origin = 'http://localhost'

interface Answer {
  readonly code?: string
  readonly token: string
  readonly ticket: string
  readonly secret: string
  readonly challenge: string
  readonly recovery_codes: string[]
}

for (const { name, skip, make } of kinds) {
  describe(`of fifty at once on ${name}`, { skip }, () => {
    const now = { ms: Date.UTC(2026, 0, 1, 12) }
    let scratch: Scratch
    let app: FastifyInstance
    before(async () => {
      scratch = await make()
      app = await siteOn(scratch, { RATE_LIMIT: 'off', PUBLIC_URL: origin }, { clock: () => now.ms })
    })
    after(async () => {
      await app.close()
      await scratch.drop()
    })

    async function post(url: string, payload: object, jwt = '') {
      const answer = await app.inject({ method: 'POST', url, payload, headers: jwt === '' ? {} : { jwt } })
      return { status: answer.statusCode, body: answer.json<Answer>() }
    }

    /** Do something fifty times at once; how often each outcome came. */
    async function race(attempt: (at: number) => ReturnType<typeof post>): Promise<Record<string, number>> {
      const answers = await Promise.all(Array.from({ length: crowd }, (_, at) => attempt(at)))
      const outcomes: Record<string, number> = {}
      for (const { status, body } of answers) {
        const outcome = body.code === undefined ? String(status) : `${status} ${body.code}`
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
      }
      return outcomes
    }

    /** Somebody with an app and a passkey, logged in nowhere. */
    async function person(email: string) {
      const { token: first } = (await post('/users/', { ...example, email })).body
      const appOnPhone = new App({ now }, (await post('/users/me/factors/totp', {}, first)).body.secret)
      const code = appOnPhone.code()
      const { token, recovery_codes: codes } = (await post('/users/me/factors/totp/confirm', { code }, first)).body
      const key = new Authenticator(origin)
      const { body: options } = await post('/users/me/factors/passkeys/options', {}, token)
      await post('/users/me/factors/passkeys', { name: 'phone', passkey: key.create(options) }, token)
      const { id } = await User.objects.get({ email })
      await Session.objects.filter({ userId: id }).delete()
      const ticket = async () => (await post('/users/login', { email, password: example.password })).body.ticket
      const sessions = () => Session.objects.filter({ userId: id }).count()
      return { id, appOnPhone, codes, key, ticket, sessions }
    }

    const tickets = async (ticket: () => Promise<string>) => {
      const all: string[] = []
      for (let at = 0; at < crowd; at++) all.push(await ticket())
      return all
    }
    const second = '/users/login/second-factor'

    test('one logs in by a code, whatever tickets they have', async () => {
      const { appOnPhone, ticket, sessions } = await person('code@xdd.com')
      const code = appOnPhone.next()
      const all = await tickets(ticket)
      const outcomes = await race(at => post(second, { ticket: all[at], code }))
      assert.deepEqual([outcomes, await sessions()], [{ 200: 1, '400 wrong_code': crowd - 1 }, 1])
    })

    test('one logs in by a recovery code', async () => {
      const { id, codes, ticket, sessions } = await person('recovery@xdd.com')
      const all = await tickets(ticket)
      const outcomes = await race(at => post(second, { ticket: all[at], recovery_code: codes[0] }))
      assert.deepEqual([outcomes, await sessions()], [{ 200: 1, '400 wrong_recovery_code': crowd - 1 }, 1])
      assert.equal(await RecoveryCode.objects.filter({ userId: id, usedAt__isnull: true }).count(), 9)
    })

    test('one logs in by a ticket, and it takes no more than five answers', async () => {
      const { codes, ticket, sessions } = await person('ticket@xdd.com')
      const one = await ticket()
      const outcomes = await race(at => post(second, { ticket: one, recovery_code: codes[at % 10] }))
      assert.deepEqual([outcomes, await sessions()], [{ 200: 1, '401 invalid_ticket': crowd - 1 }, 1])
      const other = await ticket()
      const guesses = await race(() => post(second, { ticket: other, code: '000000' }))
      assert.deepEqual(guesses, { '400 wrong_code': 5, '401 invalid_ticket': crowd - 5 })
    })

    test('one logs in by an answer of a passkey', async () => {
      const { key, sessions } = await person('passkey@xdd.com')
      const { body } = await post('/users/login/passkey/options', {})
      const passkey = key.get(body)
      const outcomes = await race(() => post('/users/login/passkey', { passkey }))
      assert.deepEqual([outcomes, await sessions()], [{ 200: 1, '400 passkey_refused': crowd - 1 }, 1])
    })

    test('one of the copies of a passkey logs in when all of them count alike', async () => {
      const { key, sessions } = await person('copied@xdd.com')
      const answers: object[] = []
      for (let at = 0; at < crowd; at++) {
        const { body } = await post('/users/login/passkey/options', {})
        answers.push(key.get(body, { counter: 7 }))
      }
      const outcomes = await race(at => post('/users/login/passkey', { passkey: answers[at] }))
      assert.deepEqual([outcomes, await sessions()], [{ 200: 1, '400 passkey_refused': crowd - 1 }, 1])
    })

    test('one adds a credential, and one app counts', async () => {
      const { token } = (await post('/users/', { ...example, email: 'adds@xdd.com' })).body
      const key = new Authenticator(origin)
      const { body: options } = await post('/users/me/factors/passkeys/options', {}, token)
      const passkey = key.create(options)
      await race(at => post('/users/me/factors/passkeys', { name: `${at}`, passkey }, token))
      assert.equal(await Passkey.objects.filter({ credentialId: key.id }).count(), 1)
    })
  })
}
