import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { AuditEvent } from '../../accounts/audit/models.ts'
import { User } from '../../accounts/models.ts'
import { grantRole } from '../../accounts/roles/grants.ts'
import { example, registerUser } from '../helper.ts'
import { Reader } from '../reader.ts'
import { addApp } from './factors/people.ts'
import { type SiteWithMail, siteWithMail } from './mailbox.ts'

// ASVS 7.2.4, ASVS 7.5.1, ASVS 7.5.2, ASVS 7.5.3: what matters asks who it is, and gives a new session.

const { email, password } = example
const minute = 60_000

/** A site with one user, whose log-in was eleven minutes ago. */
async function begin(t: TestContext, env: Record<string, string> = {}) {
  const site = await siteWithMail(t, { RATE_LIMIT: 'off', ...env })
  const token = await registerUser(site)
  site.now.ms += 11 * minute
  return { site, token }
}

const confirm = (site: SiteWithMail, token: string, json: object) =>
  site.json<{ token: string }>('POST', '/users/me/confirm', json, token)

const acts = [
  ['POST', '/users/me/tokens', { name: 'x', scopes: ['posts:write'] }],
  ['GET', '/users/me/export', undefined],
  ['DELETE', '/users/me/sessions', undefined],
  ['DELETE', '/users/me/sessions/others', undefined],
  ['POST', '/users/me/factors/totp', undefined],
  ['POST', '/users/me/factors/totp/confirm', { code: '123456' }],
  ['DELETE', '/users/me/factors/totp', undefined],
  ['POST', '/users/me/factors/recovery-codes', undefined],
  ['POST', '/users/me/factors/passkeys/options', undefined],
  ['DELETE', '/users/me/factors/passkeys/1', undefined],
] as const

for (const [method, url, json] of acts) {
  test(`${method} ${url} asks again after ten minutes, and says where`, async t => {
    const { site, token } = await begin(t)
    const ask = (by: string) => site.request(method, url, json ? { token: by, json } : { token: by })
    const refused = await ask(token)
    assert.equal(refused.statusCode, 403)
    const { code, confirm: where, page } = refused.json()
    assert.deepEqual([code, where, page], ['confirmation_required', '/users/me/confirm', '/me/confirm?next=%2Fme'])
    const { status, body } = await confirm(site, token, { password })
    assert.equal(status, 200)
    assert.notEqual((await ask(body.token)).statusCode, 403)
  })
}

test('how long a confirmation holds is a setting, and a new log-in is one', async t => {
  const { site, token } = await begin(t, { CONFIRM_AGE: '3600' })
  assert.equal((await site.request('GET', '/users/me/export', { token })).statusCode, 200)
  site.now.ms += 60 * minute
  assert.equal((await site.request('GET', '/users/me/export', { token })).statusCode, 403)
  const { body } = await site.json<{ token: string }>('POST', '/users/login', { email, password })
  assert.equal((await site.request('GET', '/users/me/export', { token: body.token })).statusCode, 200)
})

test('ending another session asks again, ending one’s own does not', async t => {
  const { site, token } = await begin(t)
  await site.json('POST', '/users/login', { email, password })
  const { sessions } = (await site.request('GET', '/users/me/sessions', { token })).json<{
    sessions: { id: string; current: boolean }[]
  }>()
  const end = (current: boolean) =>
    site.request('DELETE', `/users/me/sessions/${sessions.find(it => it.current === current)?.id}`, { token })
  assert.equal((await end(false)).statusCode, 403)
  assert.equal((await end(true)).statusCode, 204)
})

test('a confirmation gives a new session and ends the old one', async t => {
  const { site, token } = await begin(t)
  const { body } = await confirm(site, token, { password })
  assert.equal((await site.request('GET', '/users/me', { token })).statusCode, 401)
  assert.equal((await site.request('GET', '/users/me', { token: body.token })).statusCode, 200)
  assert.deepEqual((await AuditEvent.objects.get({ event: 'confirmed' })).details, { method: 'password' })
})

test('a program that stays logged in does so after it has confirmed', async t => {
  const { site } = await begin(t)
  const pair = (await site.json<{ token: string; refresh_token: string }>('POST', '/users/token', { email, password }))
    .body
  const refresh = { refresh_token: pair.refresh_token }
  const { body } = await confirm(site, pair.token, { password })
  site.now.ms += 24 * 60 * minute
  assert.equal((await site.request('GET', '/users/me', { token: body.token })).statusCode, 401)
  const renewed = await site.json<{ token: string }>('POST', '/users/token/refresh', refresh)
  assert.equal((await site.request('GET', '/users/me', { token: renewed.body.token })).statusCode, 200)
})

for (const [what, json, code] of [
  ['nothing', {}, 'invalid'],
  ['a wrong password', { password: 'wrong' }, 'wrong_password'],
  ['a code without the password', { code: '123456' }, 'invalid'],
] as const) {
  test(`${what} confirms nothing`, async t => {
    const { site, token } = await begin(t)
    const answer = await confirm(site, token, json)
    assert.deepEqual([answer.status, answer.body.code], [400, code])
    assert.equal((await site.request('GET', '/users/me/export', { token })).statusCode, 403)
  })
}

test('who has a second factor confirms with both, also where a call carries the password', async t => {
  const site = await siteWithMail(t, { RATE_LIMIT: 'off' })
  const { app, token, codes } = await addApp(site, await registerUser(site))
  site.now.ms += 11 * minute
  const calls = [
    ['/users/me/password', { current: password, password: 'a new and better one' }],
    ['/users/me/email', { email: 'new@xdd.com', password }],
    ['/users/me/delete', { password }],
  ] as const
  for (const [url, json] of calls) {
    assert.equal((await site.json('POST', url, json, token)).body.code, 'confirmation_required', url)
  }
  assert.equal((await confirm(site, token, { password })).status, 400)
  assert.equal((await confirm(site, token, { password: 'wrong', code: app.next() })).body.code, 'wrong_password')
  assert.equal((await confirm(site, token, { password, code: '000000' })).body.code, 'wrong_code')
  const first = await confirm(site, token, { password, recovery_code: codes[0] })
  assert.equal(first.status, 200)
  const { status, body } = await confirm(site, first.body.token, { password, code: app.next() })
  assert.equal(status, 200)
  assert.equal((await site.json('POST', '/users/me/delete', { password }, body.token)).status, 200)
})

test('who has none needs the password alone where a call carries it', async t => {
  const { site, token } = await begin(t)
  assert.equal((await site.json('POST', '/users/me/email', { email: 'new@xdd.com', password }, token)).status, 202)
  assert.equal((await site.json('POST', '/users/me/delete', { password }, token)).status, 200)
})

test('staff are asked, too, before they end the log-ins of others or keep them out', async t => {
  const { site, token } = await begin(t)
  await grantRole(await User.objects.get({ email }), 'staff')
  await registerUser(site, { ...example, email: 'other@xdd.com' })
  for (const [method, url] of [
    ['POST', '/staff/users/2/disable'],
    ['POST', '/staff/users/2/enable'],
    ['DELETE', '/staff/users/2/sessions'],
    ['DELETE', '/staff/sessions'],
  ] as const) {
    const answer = await site.request(method, url, { token })
    assert.deepEqual([answer.statusCode, answer.json().code], [403, 'confirmation_required'], url)
  }
  const { body } = await confirm(site, token, { password })
  assert.equal((await site.request('POST', '/staff/users/2/disable', { token: body.token })).statusCode, 200)
})

test('an API token confirms nothing', async t => {
  const { site, token } = await begin(t)
  const fresh = (await confirm(site, token, { password })).body.token
  const wish = { name: 'x', scopes: ['account:read'] }
  const { body } = await site.json<{ token: string }>('POST', '/users/me/tokens', wish, fresh)
  const answer = await confirm(site, body.token, { password })
  assert.deepEqual([answer.status, answer.body.code], [403, 'insufficient_scope'])
})

test('a script of the page is told where to confirm and where that leads back to', async t => {
  const { site } = await begin(t)
  const reader = new Reader(site)
  await reader.logIn(email, password)
  site.now.ms += 11 * minute
  const headers = { 'x-csrftoken': reader.cookies.csrftoken ?? '', origin: 'http://localhost', host: 'localhost' }
  const from = { ...headers, referer: 'http://localhost/me/tokens?page=2' }
  const answer = await site.request('DELETE', '/users/me/sessions', { headers: from, cookies: reader.cookies })
  assert.equal(answer.json<{ page: string }>().page, '/me/confirm?next=%2Fme%2Ftokens%3Fpage%3D2')
  const evil = { ...headers, referer: 'http://localhost//evil.example/' }
  const led = await site.request('DELETE', '/users/me/sessions', { headers: evil, cookies: reader.cookies })
  assert.equal(led.json<{ page: string }>().page, '/me/confirm?next=%2F')
})
