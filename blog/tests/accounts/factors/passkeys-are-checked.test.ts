import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { AuditEvent } from '../../../accounts/audit/models.ts'
import { Passkey } from '../../../accounts/factors/models.ts'
import { User } from '../../../accounts/models.ts'
import { example, registerUser } from '../../helper.ts'
import { type SiteWithMail, siteWithMail } from '../mailbox.ts'
import { Authenticator, type Lie } from './authenticator.ts'

// ASVS 6.3.3, ASVS 6.7.2: passkeys log in, and what authenticators can get wrong is refused.

const { email, password } = example
const origin = 'http://blog.example.com'
const minute = 60_000

interface Options {
  readonly challenge: string
}
interface LoggedIn {
  readonly token: string
  readonly ticket: string
}

/** A site with one user, and no passkey yet. */
async function begin(t: TestContext) {
  const site = await siteWithMail(t, { RATE_LIMIT: 'off' })
  return { site, token: await registerUser(site) }
}

const call = <T = LoggedIn>(site: SiteWithMail, url: string, json: object, token?: string) =>
  site.json<T>('POST', url, json, token)
const own = '/users/me/factors/passkeys'

/** Add a passkey to the account that a token is for; the token afterwards. */
async function add(site: SiteWithMail, token: string, key: Authenticator, lie: Lie = {}, name = 'phone') {
  const { body } = await call<Options>(site, `${own}/options`, {}, token)
  return call<{ token: string; recovery_codes?: string[] }>(site, own, { name, passkey: key.create(body, lie) }, token)
}

async function withPasskey(t: TestContext) {
  const { site, token: first } = await begin(t)
  const key = new Authenticator(origin)
  const { body } = await add(site, first, key)
  return { site, key, token: body.token }
}

async function logIn(site: SiteWithMail, key: Authenticator, lie: Lie = {}) {
  const { body } = await call<Options>(site, '/users/login/passkey/options', {})
  return call(site, '/users/login/passkey', { passkey: key.get(body, lie) })
}

test('a passkey is added, listed without its key, and logs in without a password', async t => {
  const { site, token } = await begin(t)
  const key = new Authenticator(origin)
  const { body: options } = await call<{ challenge: string; rp: { id: string }; user: { id: string } }>(
    site,
    `${own}/options`,
    {},
    token,
  )
  assert.deepEqual(options.rp, { name: 'Inkstone', id: 'blog.example.com' })
  assert.equal(Buffer.from(options.challenge, 'base64url').length, 32)
  assert.ok(!Buffer.from(options.user.id, 'base64url').includes(email))
  const added = await call<{ token: string; recovery_codes: string[] }>(
    site,
    own,
    { name: ' my phone ', passkey: key.create(options) },
    token,
  )
  assert.deepEqual([added.status, added.body.recovery_codes.length], [200, 10])
  const list = (await site.request('GET', '/users/me/factors', { token: added.body.token })).json()
  const seconds = site.now.ms / 1000
  assert.deepEqual(list, {
    totp: false,
    passkeys: [{ id: 1, name: 'my phone', backed_up: false, created_at: seconds, used_at: null }],
    recovery_codes: 10,
  })
  const { status, body } = await logIn(site, key)
  assert.equal(status, 200)
  assert.equal((await site.request('GET', '/users/me', { token: body.token })).statusCode, 200)
  assert.deepEqual((await AuditEvent.objects.get({ event: 'logged_in' })).details, { method: 'passkey' })
  assert.match((await site.letters(email))[0]?.text ?? '', /新增了一种登录验证方式：my phone/)
})

test('a password alone does not log in any more, and a passkey completes it, verified or not', async t => {
  const { site, key } = await withPasskey(t)
  for (const verified of [true, false]) {
    const { status, body } = await call<LoggedIn & { factors: string[] }>(site, '/users/login', { email, password })
    assert.deepEqual([status, body.factors], [401, ['passkey', 'recovery']])
    const { ticket } = body
    const options = await call<Options & { allowCredentials: { id: string }[] }>(
      site,
      '/users/login/second-factor/passkey',
      { ticket },
    )
    assert.deepEqual(
      options.body.allowCredentials.map(({ id }) => id),
      [key.id],
    )
    const json = { ticket, passkey: key.get(options.body, { verified }) }
    assert.equal((await call(site, '/users/login/second-factor', json)).status, 200)
  }
})

test('a passkey that checks its holder confirms alone, another with the password', async t => {
  const { site, key, token } = await withPasskey(t)
  const confirm = async (of: string, json: object, lie: Lie) => {
    const { body } = await call<Options>(site, '/users/me/confirm/passkey', {}, of)
    return call(site, '/users/me/confirm', { ...json, passkey: key.get(body, lie) }, of)
  }
  const refused = await confirm(token, {}, { verified: false })
  assert.deepEqual([refused.status, refused.body.code], [400, 'passkey_refused'])
  const alone = await confirm(token, {}, {})
  assert.equal(alone.status, 200)
  const both = await confirm(alone.body.token, { password }, { verified: false })
  assert.equal(both.status, 200)
  const wrong = await confirm(both.body.token, { password: 'wrong' }, {})
  assert.deepEqual([wrong.status, wrong.body.code], [400, 'wrong_password'])
})

const another = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const lies: readonly (readonly [string, Lie])[] = [
  ['another origin', { origin: 'https://evil.example' }],
  ['the site’s own host under another scheme', { origin: 'https://blog.example.com' }],
  ['another port', { origin: 'http://blog.example.com:8080' }],
  ['another domain', { rpId: 'example.com' }],
  ['a challenge that nobody gave', { challenge: 'A'.repeat(43) }],
  ['an answer of the other kind', { type: 'webauthn.create' }],
  ['a frame of another site', { crossOrigin: true }],
  ['nobody present', { present: false }],
  ['a signature of another key', { signer: another }],
  ['another user’s handle', { userHandle: 'AAAA' }],
  ['no handle', { userHandle: '' }],
  ['a holder who was not checked', { verified: false }],
]

for (const [what, lie] of lies) {
  test(`${what} logs nobody in`, async t => {
    const { site, key } = await withPasskey(t)
    const { status, body } = await logIn(site, key, lie)
    assert.deepEqual([status, body.code, body.token], [400, 'passkey_refused', undefined])
    assert.equal((await logIn(site, key)).status, 200, 'and the right answer still does')
  })
}

test('an answer counts once, and only where it was asked for', async t => {
  const { site, key, token } = await withPasskey(t)
  const { body } = await call<Options>(site, '/users/login/passkey/options', {})
  const answer = { passkey: key.get(body) }
  assert.equal((await call(site, '/users/me/confirm', answer, token)).body.code, 'passkey_refused')
  const { ticket } = (await call(site, '/users/login', { email, password })).body
  assert.equal((await call(site, '/users/login/second-factor', { ticket, ...answer })).body.code, 'passkey_refused')
  assert.equal((await call(site, '/users/login/passkey', answer)).status, 200)
  assert.equal((await call(site, '/users/login/passkey', answer)).body.code, 'passkey_refused')
})

test('an answer to the challenge of one ticket or session is worth nothing with another', async t => {
  const { site, key, token } = await withPasskey(t)
  const [first, second] = [1, 2].map(() => call(site, '/users/login', { email, password }))
  const tickets = (await Promise.all([first, second])).map(answer => answer?.body.ticket)
  const { body } = await call<Options>(site, '/users/login/second-factor/passkey', { ticket: tickets[0] })
  const json = { ticket: tickets[1], passkey: key.get(body) }
  assert.equal((await call(site, '/users/login/second-factor', json)).body.code, 'passkey_refused')
  const { body: other } = await logIn(site, key)
  const { body: options } = await call<Options>(site, '/users/me/confirm/passkey', {}, token)
  const confirmation = { passkey: key.get(options) }
  assert.equal((await call(site, '/users/me/confirm', confirmation, other.token)).body.code, 'passkey_refused')
})

test('a challenge ends after five minutes', async t => {
  const { site, key } = await withPasskey(t)
  const { body } = await call<Options>(site, '/users/login/passkey/options', {})
  site.now.ms += 5 * minute
  assert.equal((await call(site, '/users/login/passkey', { passkey: key.get(body) })).body.code, 'passkey_refused')
})

test('a counter that stands still or runs back gives a copied passkey away', async t => {
  const { site, key } = await withPasskey(t)
  assert.equal((await logIn(site, key, { counter: 7 })).status, 200)
  for (const counter of [7, 6, 0]) assert.equal((await logIn(site, key, { counter })).body.code, 'passkey_refused')
  assert.equal((await logIn(site, key, { counter: 8 })).status, 200)
})

test('an authenticator that never counts is taken as it is', async t => {
  const { site, key } = await withPasskey(t)
  for (let at = 0; at < 2; at++) assert.equal((await logIn(site, key, { counter: 0 })).status, 200)
})

test('a passkey of one user is nothing for another, and a disabled user has none', async t => {
  const { site, key } = await withPasskey(t)
  const other = { ...example, email: 'other@xdd.com' }
  const theirs = new Authenticator(origin)
  await add(site, await registerUser(site, other), theirs)
  const { ticket } = (await call(site, '/users/login', { email: other.email, password })).body
  const { body } = await call<Options>(site, '/users/login/second-factor/passkey', { ticket })
  const json = { ticket, passkey: key.get(body) }
  assert.equal((await call(site, '/users/login/second-factor', json)).body.code, 'passkey_refused')
  await User.objects.filter({ email }).update({ disabledAt: new Date(site.now.ms) })
  assert.equal((await logIn(site, key)).body.code, 'passkey_refused')
  assert.equal((await logIn(site, theirs)).status, 200)
})

for (const [what, lie] of lies.filter(
  ([, { signer, userHandle, verified }]) => !signer && userHandle === undefined && verified === undefined,
)) {
  test(`${what} adds no passkey`, async t => {
    const { site, token } = await begin(t)
    const turned = lie.type === undefined ? lie : { type: 'webauthn.get' }
    const { status, body } = await add(site, token, new Authenticator(origin), turned)
    assert.deepEqual([status, body.code], [400, 'passkey_refused'])
    assert.equal(await Passkey.objects.count(), 0)
  })
}

test('a credential belongs to one account, and is added once', async t => {
  const { site, key, token } = await withPasskey(t)
  const again = await add(site, token, key)
  assert.deepEqual([again.status, again.body.code], [400, 'passkey_known'])
  const stranger = await registerUser(site, { ...example, email: 'other@xdd.com' })
  const stolen = await add(site, stranger, new Authenticator(origin, key.id))
  assert.deepEqual([stolen.status, stolen.body.code], [400, 'passkey_known'])
  assert.equal((await logIn(site, key)).status, 200)
})

test('one user has several passkeys under one handle, and removes them by their own ids', async t => {
  const { site, key, token } = await withPasskey(t)
  const second = new Authenticator(origin)
  const added = await add(site, token, second, {}, 'key ring')
  assert.equal(added.body.recovery_codes, undefined)
  assert.equal(second.userHandle, key.userHandle)
  const stranger = await registerUser(site, { ...example, email: 'other@xdd.com' })
  const url = `${own}/${(await Passkey.objects.get({ name: 'phone' })).id}`
  assert.equal((await site.request('DELETE', url, { token: stranger })).statusCode, 404)
  const removed = await site.request('DELETE', url, { token: added.body.token })
  assert.equal(removed.statusCode, 200)
  assert.equal((await logIn(site, key)).status, 400)
  assert.equal((await logIn(site, second)).status, 200)
  for (const id of ['0', '-1', 'x', '99', '1e3']) {
    const { token: fresh } = removed.json<{ token: string }>()
    assert.equal((await site.request('DELETE', `${own}/${id}`, { token: fresh })).statusCode, 404)
  }
})

test('a name is needed, and not too long a one', async t => {
  const { site, token } = await begin(t)
  for (const name of ['', ' ', 'x'.repeat(49)]) {
    assert.equal((await add(site, token, new Authenticator(origin), {}, name)).status, 400)
  }
})

test('a passkey is called by another name, by its owner alone, and nothing else changes', async t => {
  const { site, key, token } = await withPasskey(t)
  const url = `${own}/${(await Passkey.objects.get({ name: 'phone' })).id}`
  const rename = (json: object, of = token, address = url) => site.request('PATCH', address, { token: of, json })
  const answer = await rename({ name: ' 旧手机 ' })
  const { passkeys } = (await site.request('GET', '/users/me/factors', { token })).json()
  assert.deepEqual([answer.statusCode, answer.json()], [200, { passkey: passkeys[0] }])
  assert.equal(passkeys[0].name, '旧手机')
  assert.deepEqual((await AuditEvent.objects.get({ event: 'passkey_renamed' })).details, { name: '旧手机' })
  for (const name of ['', ' ', 'x'.repeat(49), 'a\u202eb']) {
    const { statusCode, body } = await rename({ name })
    assert.equal(statusCode, 400, name)
    assert.match(body, /"fields":\{"name":/)
  }
  assert.equal((await rename({ name: 'x', counter: 0 })).statusCode, 400)
  assert.equal((await rename({ name: 'x' }, token, `${own}/99`)).statusCode, 404)
  const stranger = await registerUser(site, { ...example, email: 'other@xdd.com' })
  assert.equal((await rename({ name: 'mine' }, stranger)).statusCode, 404)
  site.now.ms += 11 * minute
  assert.equal((await rename({ name: 'late' })).json().code, 'confirmation_required')
  assert.deepEqual([(await Passkey.objects.get()).name, (await logIn(site, key)).status], ['旧手机', 200])
})

test('a site that is reached by a bare address has no passkeys, and says so', async t => {
  const site = await siteWithMail(t, { PUBLIC_URL: 'http://192.0.2.7', RATE_LIMIT: 'off' })
  const answer = await call(site, '/users/login/passkey/options', {})
  assert.deepEqual([answer.status, answer.body.code], [400, 'passkeys_unavailable'])
  const page = await site.request('GET', '/login', { headers: { accept: 'text/html' } })
  assert.doesNotMatch(page.body, /data-passkey=/)
})

test('what a request calls the host changes nothing', async t => {
  const { site } = await withPasskey(t)
  const headers = { host: 'evil.example' }
  const answer = await site.request('POST', '/users/login/passkey/options', { headers, json: {} })
  assert.equal(answer.json<{ rpId: string }>().rpId, 'blog.example.com')
})
