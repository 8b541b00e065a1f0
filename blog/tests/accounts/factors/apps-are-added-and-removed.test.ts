import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { AuditEvent } from '../../../accounts/audit/models.ts'
import { RecoveryCode, TotpSecret } from '../../../accounts/factors/models.ts'
import { example, registerUser } from '../../helper.ts'
import { type SiteWithMail, siteWithMail } from '../mailbox.ts'
import { App, addApp } from './people.ts'

// ASVS 6.5.2, ASVS 6.5.3, ASVS 6.5.4, ASVS 7.4.3, ASVS 6.3.7: how secrets and codes are made and kept, and who is told.

const { email, password } = example

/** A site with one user, and the token by which they are logged in. */
async function begin(t: TestContext, env: Record<string, string> = {}) {
  const site = await siteWithMail(t, { RATE_LIMIT: 'off', ...env })
  return { site, token: await registerUser(site) }
}

const factors = async (site: SiteWithMail, token: string) =>
  (await site.request('GET', '/users/me/factors', { token })).json()
const logIn = (site: SiteWithMail) => site.json<{ token?: string }>('POST', '/users/login', { email, password })
const beginApp = async (site: SiteWithMail, token: string) =>
  (await site.request('POST', '/users/me/factors/totp', { token })).json<{ secret: string }>().secret
const confirm = (site: SiteWithMail, token: string, code: string) =>
  site.json<{ token: string; recovery_codes: string[] }>('POST', '/users/me/factors/totp/confirm', { code }, token)

test('an authenticator app counts once a code of it was given', async t => {
  const { site, token } = await begin(t)
  const begun = await site.request('POST', '/users/me/factors/totp', { token })
  const { secret, uri } = begun.json<{ secret: string; uri: string }>()
  assert.equal(begun.statusCode, 201)
  assert.match(secret, /^[A-Z2-7]{32}$/)
  assert.equal(new URL(uri).searchParams.get('secret'), secret)
  assert.equal((await logIn(site)).status, 200)
  const wrong = await confirm(site, token, '000000')
  assert.deepEqual([wrong.status, wrong.body.code], [400, 'wrong_code'])
  assert.deepEqual(await factors(site, token), { totp: false, passkeys: [], recovery_codes: 0 })
  const { status, body } = await confirm(site, token, new App(site, secret).code())
  assert.deepEqual([status, new Set(body.recovery_codes).size], [200, 10])
  for (const given of body.recovery_codes) assert.match(given, /^([0-9a-hjkmnp-tv-z]{4}-){5}[0-9a-hjkmnp-tv-z]{4}$/)
  assert.deepEqual(await factors(site, body.token), { totp: true, passkeys: [], recovery_codes: 10 })
  assert.equal((await logIn(site)).status, 401)
})

test('neither the secret nor the recovery codes can be read from the database or the log', async t => {
  const { site, token } = await begin(t)
  const secret = await beginApp(site, token)
  const { body } = await confirm(site, token, new App(site, secret).code())
  const stored = JSON.stringify([await TotpSecret.objects.all().values(), await RecoveryCode.objects.all().values()])
  const plain = body.recovery_codes.map(code => code.replaceAll('-', ''))
  for (const text of [secret, ...body.recovery_codes, ...plain]) {
    assert.ok(!stored.includes(text) && !site.log.join('').includes(text))
  }
})

test('adding and removing an app ends every other log-in, gives a new session, and tells the owner', async t => {
  const { site, token } = await begin(t)
  const other = (await logIn(site)).body.token ?? ''
  const added = await addApp(site, token)
  for (const old of [token, other]) {
    assert.equal((await site.request('GET', '/users/me', { token: old })).statusCode, 401)
  }
  assert.equal((await site.request('GET', '/users/me', { token: added.token })).statusCode, 200)
  assert.match((await site.letters(email))[0]?.text ?? '', /新增了一种登录验证方式：TOTP/)
  const removed = await site.request('DELETE', '/users/me/factors/totp', { token: added.token })
  assert.equal(removed.statusCode, 200)
  assert.match((await site.letters(email))[0]?.text ?? '', /移除了一种登录验证方式：TOTP/)
  assert.equal((await site.request('GET', '/users/me', { token: added.token })).statusCode, 401)
  const left = await factors(site, removed.json<{ token: string }>().token)
  assert.deepEqual(left, { totp: false, passkeys: [], recovery_codes: 0 })
  assert.equal((await logIn(site)).status, 200)
  const events = await AuditEvent.objects.filter({ event__startswith: 'totp_' }).orderBy('id').values('event')
  assert.deepEqual(
    [...events].map(({ event }) => event),
    ['totp_added', 'totp_removed'],
  )
})

test('API tokens stay when factors change: whoever made them had confirmed', async t => {
  const { site, token } = await begin(t)
  const json = { name: 'backup', scopes: ['account:read'] }
  const made = (await site.request('POST', '/users/me/tokens', { token, json })).json<{ token: string }>()
  await addApp(site, token)
  assert.equal((await site.request('GET', '/users/me', { token: made.token })).statusCode, 200)
})

test('an app is not replaced without being removed; a secret that waits is', async t => {
  const { site, token } = await begin(t)
  const first = await beginApp(site, token)
  const second = await beginApp(site, token)
  assert.equal((await confirm(site, token, new App(site, first).code())).status, 400)
  const { body } = await confirm(site, token, new App(site, second).code())
  const refused = await site.json('POST', '/users/me/factors/totp', {}, body.token)
  assert.deepEqual([refused.status, refused.body.code], [400, 'totp_exists'])
})

test('a secret that nobody answered for an hour is forgotten', async t => {
  const { site, token } = await begin(t)
  const app = new App(site, await beginApp(site, token))
  site.now.ms += 3_600_000
  const again = (await logIn(site)).body.token ?? ''
  assert.equal((await confirm(site, again, app.code())).status, 400)
})

test('an app works on after the secret key was changed, and its secret moves to the new key', async t => {
  const old = 'the first secret key of this test'
  const { site, token } = await begin(t, { SECRET_KEY: old })
  const { app } = await addApp(site, token)
  const [row] = await TotpSecret.objects.all().values('userId', 'sealed', 'createdAt', 'confirmedAt')
  assert.ok(row)
  const { site: renewed } = await begin(t, {
    SECRET_KEY: 'the second secret key of this test',
    SECRET_KEY_FALLBACKS: old,
  })
  await TotpSecret.objects.create(row)
  const { ticket } = (await renewed.json<{ ticket: string }>('POST', '/users/login', { email, password })).body
  const json = { ticket, code: app.code() }
  assert.equal((await renewed.json('POST', '/users/login/second-factor', json)).status, 200)
  assert.notEqual((await TotpSecret.objects.get()).sealed, row.sealed)
})

test('a secret that is copied to somebody else’s row opens nothing there', async t => {
  const { site, token } = await begin(t)
  const { app } = await addApp(site, token)
  const victim = await registerUser(site, { ...example, email: 'victim@xdd.com' })
  await addApp(site, victim)
  const [own] = await TotpSecret.objects.filter({ userId: 1 })
  await TotpSecret.objects.filter({ userId: 2 }).update({ sealed: own?.sealed ?? '', lastStep: 0 })
  const login = { email: 'victim@xdd.com', password }
  const { ticket } = (await site.json<{ ticket: string }>('POST', '/users/login', login)).body
  const answer = await site.json('POST', '/users/login/second-factor', { ticket, code: app.code() })
  assert.deepEqual([answer.status, answer.body.code], [400, 'wrong_code'])
})
