import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ApiToken } from '../../accounts/api-tokens/models.ts'
import { AuditEvent } from '../../accounts/audit/models.ts'
import { cleanTokens } from '../../accounts/cleaning.ts'
import { User } from '../../accounts/models.ts'
import { buildSite, registerUser, type TestSite } from '../helper.ts'
import { Reader } from '../reader.ts'

const email = 'xdd@xdd.com'
const password = 'some long password'
const day = 86_400_000

describe('an API token', () => {
  let site: TestSite
  let login: string
  beforeEach(async () => {
    site = await buildSite({ RATE_LIMIT: 'off' })
    login = await registerUser(site, { name: 'xdd', email, password })
  })
  afterEach(() => site.close())

  const make = (wish: object = {}) => {
    const json = { name: 'publisher', scopes: ['posts:write'], ...wish }
    return site.request('POST', '/users/me/tokens', { token: login, json })
  }
  const made = async (wish: object = {}) => (await make(wish)).json<{ token: string; api_token: { id: number } }>()
  const publish = (token: string) =>
    site.request('POST', '/posts/', { token, json: { title: 'a title', content: 'some text' } })
  const outcome = async (method: string, url: string, token: string) => {
    const answer = await site.request(method, url, { token })
    return [answer.statusCode, answer.json<{ code?: string }>().code]
  }

  test('is shown once, and stored as its digest', async () => {
    const answer = await make({ days: 30 })
    assert.deepEqual([answer.statusCode, answer.headers['cache-control']], [201, 'no-store'])
    const { token, api_token } = answer.json()
    assert.match(token, /^ink_[\w-]{43}$/)
    const seconds = site.now.ms / 1000
    assert.deepEqual(api_token, {
      id: api_token.id,
      name: 'publisher',
      hint: token.slice(0, 8),
      scopes: ['posts:write'],
      created_at: seconds,
      expires_at: seconds + 30 * 86_400,
      used_at: null,
    })
    const list = await site.request('GET', '/users/me/tokens', { token: login })
    assert.deepEqual(list.json(), { api_tokens: [api_token] })
    const stored = JSON.stringify([await ApiToken.objects.all().values(), await AuditEvent.objects.all().values()])
    assert.ok(!stored.includes(token) && !list.body.includes(token))
  })

  test('does what its scope allows, and nothing else', async () => {
    const { token } = await made()
    assert.equal((await publish(token)).statusCode, 201)
    assert.deepEqual(await outcome('GET', '/users/me', token), [403, 'insufficient_scope'])
    const { token: reader } = await made({ scopes: ['account:read'] })
    assert.equal((await site.request('GET', '/users/me', { token: reader })).statusCode, 200)
    assert.equal((await publish(reader)).statusCode, 403)
    assert.equal((await site.request('GET', '/posts/', { token: reader })).statusCode, 200)
  })

  test('never manages sessions, tokens or the account, whatever its scopes', async () => {
    const { token } = await made({ scopes: ['posts:write', 'account:read'] })
    for (const [method, url] of [
      ['GET', '/users/me/sessions'],
      ['DELETE', '/users/me/sessions'],
      ['GET', '/users/me/events'],
      ['GET', '/users/me/tokens'],
      ['POST', '/users/me/tokens'],
      ['POST', '/users/me/password'],
      ['POST', '/users/me/email'],
    ] as const) {
      const json = method === 'POST' ? { json: {} } : {}
      const answer = await site.request(method, url, { token, ...json })
      assert.ok([400, 403].includes(answer.statusCode), `${method} ${url} ${answer.statusCode}`)
    }
    assert.equal((await site.request('GET', '/users/me', { token: login })).statusCode, 200)
  })

  test('ends when it is revoked, by its owner alone', async () => {
    const { token, api_token } = await made()
    const stranger = await registerUser(site, { name: 'x', email: 'x@xdd.com', password })
    const url = `/users/me/tokens/${api_token.id}`
    assert.equal((await site.request('DELETE', url, { token: stranger })).statusCode, 404)
    assert.equal((await site.request('DELETE', url, { token: login })).statusCode, 204)
    assert.equal((await publish(token)).statusCode, 401)
    assert.equal((await site.request('DELETE', url, { token: login })).statusCode, 404)
  })

  test('ends with its time, with all log-ins and with the user', async () => {
    const { token } = await made({ days: 1 })
    const { token: second } = await made()
    site.now.ms += day
    const relogin = await site.request('POST', '/users/login', { json: { email, password } })
    login = relogin.json<{ token: string }>().token
    assert.equal((await publish(token)).statusCode, 401)
    assert.equal((await publish(second)).statusCode, 201)
    assert.equal(await cleanTokens(site.now.ms), 1)
    await User.objects.all().update({ disabledAt: new Date(site.now.ms) })
    assert.equal((await publish(second)).statusCode, 401)
    await User.objects.all().update({ disabledAt: null })
    await site.request('DELETE', '/users/me/sessions', { token: login })
    assert.equal((await publish(second)).statusCode, 401)
  })

  for (const [what, wish] of [
    ['an unknown scope', { scopes: ['admin'] }],
    ['no scope', { scopes: [] }],
    ['a scope twice', { scopes: ['posts:write', 'posts:write'] }],
    ['no name', { name: ' ' }],
    ['a life without end', { days: 10_000 }],
    ['somebody else as owner', { user_id: 1 }],
  ] as const) {
    test(`with ${what} is not made`, async () => {
      assert.equal((await make(wish)).statusCode, 400)
      assert.equal(await ApiToken.objects.count(), 0)
    })
  }

  test('that nobody made is refused', async () => {
    for (const token of ['ink_', `ink_${'a'.repeat(43)}`, 'ink_../../etc', `ink_${'a'.repeat(5000)}`]) {
      assert.equal((await publish(token)).statusCode, 401, token.slice(0, 20))
    }
  })

  test('is made, shown once and revoked without scripts, in both languages', async () => {
    const reader = new Reader(site)
    await reader.logIn(email, password)
    assert.match((await reader.open('/me/tokens')).body, /<h1>程序令牌<\/h1>/)
    const refused = await reader.send('/me/tokens', { name: 'backup', days: '30' })
    assert.equal(refused.statusCode, 400)
    assert.match(refused.body, /value="backup"/)
    const page = await reader.send('/me/tokens', { name: 'backup', days: '30', 'scope-posts-write': 'on' })
    const token = /ink_[\w-]{43}/.exec(page.body)?.[0] ?? ''
    assert.equal((await publish(token)).statusCode, 201)
    reader.cookies.language = 'en'
    const list = await reader.open('/me/tokens')
    assert.ok(!list.body.includes(token))
    assert.match(list.body, /<h1>API tokens<\/h1>/)
    assert.match(list.body, /<h3>backup /)
    const revoke = /action="(\/me\/tokens\/\d+\/revoke)"/.exec(list.body)?.[1] ?? ''
    assert.equal((await reader.send(revoke)).headers.location, '/me/tokens')
    assert.match((await reader.open('/me/tokens')).body, /The token is revoked/)
    assert.equal((await publish(token)).statusCode, 401)
  })
})
