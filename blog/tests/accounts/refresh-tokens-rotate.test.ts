import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { AuditEvent } from '../../accounts/audit/models.ts'
import { cleanAccounts } from '../../accounts/cleaning.ts'
import { Session, User } from '../../accounts/models.ts'
import { RefreshToken } from '../../accounts/refresh/models.ts'
import { buildSite, example, openBrowser, registerUser, type TestSite } from '../helper.ts'

const credentials = { email: example.email, password: example.password }
const day = 86_400_000

interface Pair {
  readonly token: string
  readonly refresh_token: string
  readonly expires_in: number
}

// ASVS 10.4.5, ASVS 10.4.8, ASVS 10.4.9: refresh tokens rotate, reuse ends them, they expire, and their user revokes them.
describe('a refresh token', () => {
  let site: TestSite
  let first: Pair
  beforeEach(async () => {
    site = await buildSite({ RATE_LIMIT: 'off' })
    await registerUser(site)
    first = await begin()
  })
  afterEach(() => site.close())

  const begin = async () => (await site.request('POST', '/users/token', { json: credentials })).json<Pair>()
  const ask = (token: string) => site.request('POST', '/users/token/refresh', { json: { refresh_token: token } })
  const exchange = async (token: string) => {
    const answer = await ask(token)
    assert.equal(answer.statusCode, 200, answer.body)
    return answer.json<Pair>()
  }
  const refusal = async (token: string) => {
    const answer = await ask(token)
    return [answer.statusCode, answer.json<{ code: string }>().code]
  }
  const works = async (token: string) => (await site.request('GET', '/users/me', { token })).statusCode === 200

  test('comes with a log-in that asks for it, and with no other', async () => {
    assert.deepEqual(Object.keys(first), ['token', 'refresh_token', 'expires_in'])
    assert.match(first.refresh_token, /^[\w-]{43}$/)
    const plain = await site.request('POST', '/users/login', { json: credentials })
    assert.deepEqual(Object.keys(plain.json()), ['user', 'token'])
    const wrong = await site.request('POST', '/users/token', { json: { ...credentials, password: 'x' } })
    assert.deepEqual([wrong.statusCode, wrong.json().code], [400, 'bad_credentials'])
  })

  test('never comes with a cookie', async () => {
    const answer = await site.request('POST', '/users/token', { ...(await openBrowser(site)), json: credentials })
    assert.equal(answer.statusCode, 200)
    assert.equal(
      answer.cookies.find(({ name }) => name === 'sessionid'),
      undefined,
    )
  })

  test('gives a new token and its successor, again and again', async () => {
    let { refresh_token: token } = first
    for (let days = 1; days <= 5; days++) {
      site.now.ms += day
      const next = await exchange(token)
      assert.notEqual(next.refresh_token, token)
      assert.equal(await works(next.token), true)
      token = next.refresh_token
    }
    assert.equal(await works(first.token), false)
  })

  test('gives a hundred that ask at once the same successor', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => exchange(first.refresh_token)))
    assert.equal(new Set(answers.map(({ refresh_token }) => refresh_token)).size, 1)
    assert.equal(await RefreshToken.objects.count(), 2)
    await exchange(answers[0]?.refresh_token ?? '')
  })

  test('gives the same successor for 30 seconds, and afterwards ends its family', async () => {
    const next = await exchange(first.refresh_token)
    site.now.ms += 30_000
    assert.equal((await exchange(first.refresh_token)).refresh_token, next.refresh_token)
    site.now.ms += 1
    assert.deepEqual(await refusal(first.refresh_token), [401, 'invalid_token'])
    assert.deepEqual(await refusal(next.refresh_token), [401, 'invalid_token'])
    assert.equal(await works(next.token), false)
    assert.equal(await AuditEvent.objects.filter({ event: 'refresh_reused' }).count(), 1)
  })

  test('ends with its family alone', async () => {
    const other = await begin()
    await exchange(first.refresh_token)
    site.now.ms += 60_000
    await ask(first.refresh_token)
    assert.equal((await ask(other.refresh_token)).statusCode, 200)
  })

  test('ends with logging out, with the session and with the user', async () => {
    const { token, refresh_token } = await exchange(first.refresh_token)
    await site.request('POST', '/users/logout', { token })
    assert.deepEqual(await refusal(refresh_token), [401, 'invalid_token'])
    const other = await begin()
    await site.request('DELETE', '/users/me/sessions', { token: other.token })
    assert.deepEqual(await refusal(other.refresh_token), [401, 'invalid_token'])
    const last = await begin()
    await User.objects.all().update({ disabledAt: new Date(site.now.ms) })
    assert.deepEqual(await refusal(last.refresh_token), [401, 'invalid_token'])
  })

  test('expires after silence, and in any case after 30 days', async () => {
    site.now.ms += 7 * day
    assert.equal((await ask(first.refresh_token)).statusCode, 401)
    let { refresh_token: token } = await begin()
    for (let days = 1; days < 30; days++) {
      site.now.ms += day
      token = (await exchange(token)).refresh_token
    }
    site.now.ms += day
    assert.equal((await ask(token)).statusCode, 401)
  })

  test('is stored as its digest, and forgotten when it has expired', async () => {
    const stored = JSON.stringify(await RefreshToken.objects.all().values())
    assert.ok(!stored.includes(first.refresh_token))
    site.now.ms += 31 * day
    await cleanAccounts(site.app)
    assert.deepEqual([await RefreshToken.objects.count(), await Session.objects.count()], [0, 0])
  })

  for (const token of ['x', 'a'.repeat(43), '\u00e9', '../../x', "' OR 1=1 --"]) {
    test(`that nobody gave is refused: ${token.slice(0, 12)}`, async () => {
      assert.deepEqual(await refusal(token), [401, 'invalid_token'])
    })
  }

  test('is no access token, and an access token is no refresh token', async () => {
    assert.equal(await works(first.refresh_token), false)
    const answer = await ask(first.token)
    assert.ok([400, 401].includes(answer.statusCode))
  })
})
