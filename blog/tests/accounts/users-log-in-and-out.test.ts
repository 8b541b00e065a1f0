import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { Session, User } from '../../accounts/models.ts'
import { buildSite, example, registerUser, type TestSite } from '../helper.ts'
import { CountingHasher } from './counting-hasher.ts'

describe('logging in', () => {
  const hasher = new CountingHasher()
  let site: TestSite
  before(async () => {
    site = await buildSite({ RATE_LIMIT: 'off' }, { hasher })
    await registerUser(site)
    await registerUser(site, { ...example, email: 'disabled@xdd.com' })
    await User.objects.filter({ email: 'disabled@xdd.com' }).update({ disabledAt: new Date(site.now.ms) })
    await registerUser(site, { ...example, email: 'foreign@xdd.com' })
    await User.objects.filter({ email: 'foreign@xdd.com' }).update({ password: '!unusable' })
  })
  after(() => site.close())
  beforeEach(() => {
    hasher.count = 0
  })

  const logIn = (email: string, password: string) => site.request('POST', '/users/login', { json: { email, password } })

  test('answers the user and a token', async () => {
    const answer = await logIn('XDD@xdd.com ', 'abc')
    assert.equal(answer.statusCode, 200)
    const { user, token, ...rest } = answer.json<{ user: { id: number }; token: string }>()
    assert.deepEqual([user, rest], [{ id: user.id, name: 'xdd', email: 'xdd@xdd.com' }, {}])
    const me = await site.request('GET', '/users/me', { token })
    assert.deepEqual(me.json(), { user: { id: user.id, name: 'xdd', email: 'xdd@xdd.com' } })
  })

  const long = 'x'.repeat(100)
  for (const [what, email, password] of [
    ['a wrong password', 'xdd@xdd.com', 'abd'],
    ['a wrong password of more than 72 bytes', 'xdd@xdd.com', long],
    ['an unknown address', 'nobody@xdd.com', 'abc'],
    ['an unknown address and a long password', 'nobody@xdd.com', long],
    ['something that is no address', 'nobody', 'abc'],
    ['a disabled user', 'disabled@xdd.com', 'abc'],
    ['a user without a usable password', 'foreign@xdd.com', 'abc'],
  ] as const) {
    test(`with ${what} is refused like any other, after exactly one hash`, async () => {
      const answer = await logIn(email, password)
      assert.equal(answer.statusCode, 400)
      assert.equal(answer.body, '{"error":"用户名或密码错误","code":"bad_credentials"}')
      assert.equal(hasher.count, 1)
    })
  }

  test('with the right password hashes exactly once', async () => {
    await logIn('xdd@xdd.com', 'abc')
    assert.equal(hasher.count, 1)
  })

  test('finds a row that the original made', async () => {
    const { password } = await User.objects.get({ email: 'xdd@xdd.com' })
    await User.objects.create({ name: 'old', email: 'Old@xdd.com', password })
    assert.equal((await logIn('Old@xdd.com', 'abc')).statusCode, 200)
  })

  test('accepts a decomposed letter for a composed one', async () => {
    await registerUser(site, { ...example, email: 'nfc@xdd.com', password: 'caf\u00e9-sesame' })
    assert.equal((await logIn('nfc@xdd.com', 'cafe\u0301-sesame')).statusCode, 200)
  })
})

// ASVS 7.4.1, ASVS 7.4.2: logging out, disabling and deleting end sessions and tokens.
describe('being logged in', () => {
  let site: TestSite
  beforeEach(async () => {
    site = await buildSite()
  })

  const me = (headers: Record<string, string>) => site.request('GET', '/users/me', { headers })

  test('is shown by Authorization, jwt and X-JWT', async () => {
    const token = await registerUser(site)
    for (const headers of [{ authorization: `Bearer ${token}` }, { jwt: token }, { 'x-jwt': token }]) {
      assert.equal((await me(headers)).statusCode, 200)
    }
    await site.close()
  })

  test('is denied to strangers with 401', async () => {
    const answer = await me({})
    assert.deepEqual([answer.statusCode, answer.headers['www-authenticate']], [401, 'Bearer'])
    assert.deepEqual(answer.json(), { error: '请先登录', code: 'not_authenticated' })
    for (const token of ['x', 'a.b.c', '', 'Bearer', '\u00e9']) {
      assert.equal((await me({ authorization: `Bearer ${token}` })).statusCode, 401)
    }
    await site.close()
  })

  test('ends with the token', async () => {
    const token = await registerUser(site)
    site.now.ms += site.settings.authExpire * 1000
    const answer = await site.request('GET', '/users/me', { token })
    assert.deepEqual([answer.statusCode, answer.json<{ code: string }>().code], [401, 'token_expired'])
    await site.close()
  })

  test('ends at once for a user who is disabled or deleted', async () => {
    const token = await registerUser(site)
    await User.objects.all().update({ disabledAt: new Date(site.now.ms) })
    assert.equal((await site.request('GET', '/users/me', { token })).statusCode, 401)
    await User.objects.all().update({ disabledAt: null })
    assert.equal((await site.request('GET', '/users/me', { token })).statusCode, 200)
    await User.objects.all().delete()
    assert.equal((await site.request('GET', '/users/me', { token })).statusCode, 401)
    await site.close()
  })

  test('ends with logging out, on that device alone', async () => {
    const first = await registerUser(site)
    const logIn = await site.request('POST', '/users/login', {
      json: { email: example.email, password: example.password },
    })
    const second = logIn.json<{ token: string }>().token
    const out = await site.request('POST', '/users/logout', { token: first })
    assert.deepEqual([out.statusCode, out.body], [200, '{}'])
    assert.equal((await site.request('GET', '/users/me', { token: first })).statusCode, 401)
    assert.equal((await site.request('GET', '/users/me', { token: second })).statusCode, 200)
    assert.equal(await Session.objects.count(), 1)
    await site.close()
  })
})
