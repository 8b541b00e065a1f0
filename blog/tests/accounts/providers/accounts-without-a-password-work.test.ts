import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuditEvent } from '../../../accounts/audit/models.ts'
import { User } from '../../../accounts/models.ts'
import { Identity } from '../../../accounts/providers/models.ts'
import { Reader } from '../../reader.ts'
import { addApp } from '../factors/people.ts'
import { ada, leave, password, register, siteWithProvider, visitProvider, whoIs } from './site.ts'

const email = ada.email

/** A token of a program for the only user. */
async function tokenFor(site: Parameters<typeof addApp>[0], reader: Reader): Promise<string> {
  const key = (await site.app.accounts.sessions.ofUser((await whoIs(reader))?.id ?? 0))[0]?.key ?? ''
  return site.app.accounts.tokens.make(1, key)
}

test('no password logs in, and the hasher runs as often as for any other account', async t => {
  let hashes = 0
  const hasher = {
    hash: async () => '$2b$04$abcdefghijklmnopqrstuv',
    verify: async () => {
      hashes += 1
      return true
    },
    close: async () => undefined,
  }
  const { site, provider } = await siteWithProvider(t, {}, { hasher })
  await visitProvider(new Reader(site), provider)
  for (const attempt of ['!', 'x', password]) {
    hashes = 0
    const answer = await site.json('POST', '/users/login', { email, password: attempt })
    assert.deepEqual([answer.status, answer.body.code, hashes], [400, 'bad_credentials', 1])
  }
})

test('a letter sets the first password', async t => {
  const { site, provider } = await siteWithProvider(t)
  await visitProvider(new Reader(site), provider)
  await site.json('POST', '/users/password/forgotten', { email })
  const token = /reset\?token=([\w-]{43})/.exec((await site.letters(email))[0]?.text ?? '')?.[1]
  assert.equal((await site.json('POST', '/users/password/reset', { token, password })).status, 200)
  assert.equal((await site.json('POST', '/users/login', { email, password })).status, 200)
  assert.equal(await Identity.objects.count(), 1, 'the provider still logs in')
})

test('a password is set, an address changed and the account deleted without one, lately confirmed', async t => {
  const { site, provider } = await siteWithProvider(t)
  const reader = new Reader(site)
  await visitProvider(reader, provider)
  for (const path of ['/me/password', '/me/email', '/me/delete']) {
    assert.doesNotMatch((await reader.open(path)).body, /autocomplete="current-password"/, path)
  }
  site.now.ms += 11 * 60_000
  const acts = [
    ['/users/me/email', { email: 'new@xdd.com' }],
    ['/users/me/password', { password }],
    ['/users/me/delete', {}],
  ] as const
  for (const [path, body] of acts) {
    const answer = await reader.call('POST', path, body)
    assert.deepEqual([answer.statusCode, answer.json().code], [403, 'confirmation_required'], path)
  }
  const confirm = { page: '/me/confirm', action: '/me/confirm/with/work', next: '/me/password' }
  assert.equal((await visitProvider(reader, provider, confirm)).headers.location, '/me/password')
  assert.equal(provider.asked.at(-1)?.get('prompt'), 'login')
  assert.equal((await reader.call('POST', '/users/me/email', { email: 'new@xdd.com' })).statusCode, 202)
  await reader.open('/me/password')
  assert.equal((await reader.send('/me/password', { password })).statusCode, 303)
  assert.equal((await site.json('POST', '/users/login', { email, password })).status, 200)
  assert.equal((await reader.call('POST', '/users/me/delete', {})).json().code, 'invalid', 'now there is a password')
  assert.equal((await reader.call('POST', '/users/me/delete', { password })).statusCode, 200)
  assert.deepEqual([await User.objects.count(), await Identity.objects.count()], [0, 0])
})

// ASVS 7.5.1: whoever finds a browser in which somebody is logged in, here and there, has shown nothing.
test('a log-in at the provider that was not made for it confirms nothing', async t => {
  const { site, provider } = await siteWithProvider(t)
  const reader = new Reader(site)
  await visitProvider(reader, provider)
  const yesterday = site.now.ms
  site.now.ms += 86_400_000
  const confirm = () => visitProvider(reader, provider, { page: '/me/confirm', action: '/me/confirm/with/work' })
  const lies = [
    ['a session of yesterday', { loggedInAt: yesterday, lies: {} }],
    ['no word about it', { lies: { claims: { auth_time: undefined } } }],
  ] as const
  for (const [what, lie] of lies) {
    Object.assign(provider, lie)
    const back = await confirm()
    assert.equal(back.statusCode, 400, what)
    assert.match(back.body, /没有证明你刚刚重新登录过/, what)
    assert.equal((await reader.call('POST', '/users/me/password', { password })).statusCode, 403, what)
  }
  Object.assign(provider, { lies: {}, loggedInAt: site.now.ms - 29_000 })
  assert.equal((await confirm()).statusCode, 303, 'clocks may differ a little')
  assert.equal(provider.asked.at(-1)?.get('max_age'), '0')
  assert.equal((await reader.call('POST', '/users/me/password', { password })).statusCode, 200)
})

test('who was logged in at the provider long before is logged in here, and not confirmed', async t => {
  const { site, provider } = await siteWithProvider(t)
  await visitProvider(new Reader(site), provider)
  provider.loggedInAt = site.now.ms
  site.now.ms += 11 * 60_000
  const change = async (lies: typeof provider.lies) => {
    provider.lies = lies
    const reader = new Reader(site)
    await visitProvider(reader, provider)
    assert.equal((await whoIs(reader))?.email, email)
    return (await reader.call('POST', '/users/me/password', { password })).statusCode
  }
  assert.equal(await change({}), 403)
  assert.equal(await change({ claims: { auth_time: undefined } }), 403)
  assert.equal(await change({ claims: { auth_time: site.now.ms / 1000 } }), 200)
})

test('nobody else’s identity confirms', async t => {
  const { site, provider } = await siteWithProvider(t)
  const reader = new Reader(site)
  await visitProvider(reader, provider)
  site.now.ms += 11 * 60_000
  provider.user = { ...ada, sub: 'eve' }
  const back = await visitProvider(reader, provider, { page: '/me/confirm', action: '/me/confirm/with/work' })
  assert.equal(back.statusCode, 400)
  assert.equal((await reader.call('POST', '/users/me/password', { password })).statusCode, 403)
})

test('a log-in that began as one user does not end in another’s account', async t => {
  const { site, provider } = await siteWithProvider(t)
  const reader = await register(site, 'bob@xdd.com')
  const back = provider.authorize(await leave(reader, { page: '/me', action: '/me/identities/with/work' }))
  await reader.open('/me')
  await reader.send('/logout')
  const { provider: secret } = reader.cookies
  await reader.open('/reg')
  await reader.send('/reg', { name: 'eve', email: 'eve@xdd.com', password, next: '/' })
  Object.assign(reader.cookies, { provider: secret })
  assert.equal((await reader.open(back)).statusCode, 400)
  assert.equal(await Identity.objects.count(), 0)
})

test('the only way in is not unlinked', async t => {
  const { site, provider } = await siteWithProvider(t)
  const reader = new Reader(site)
  await visitProvider(reader, provider)
  const { identities } = (await reader.call('GET', '/users/me/identities')).json()
  const unlink = () => reader.call('DELETE', `/users/me/identities/${identities[0].id}`)
  assert.deepEqual([(await unlink()).statusCode, (await unlink()).json().code], [400, 'last_way_in'])
  assert.equal((await reader.call('POST', '/users/me/password', { password })).statusCode, 200)
  assert.equal((await unlink()).statusCode, 204)
  assert.equal((await unlink()).statusCode, 404)
})

test('what is exported says with whom one logs in', async t => {
  const { site, provider } = await siteWithProvider(t)
  const reader = new Reader(site)
  await visitProvider(reader, provider)
  const { identities } = (await reader.call('GET', '/users/me/export')).json()
  assert.deepEqual([identities[0].issuer, identities[0].email], [provider.issuer, email])
})

test('a second factor is asked for after a provider’s word, and leads where one was going', async t => {
  const { site, provider } = await siteWithProvider(t)
  const first = new Reader(site)
  await visitProvider(first, provider)
  const { app } = await addApp(site, await tokenFor(site, first))
  const reader = new Reader(site)
  const back = await visitProvider(reader, provider, { next: '/pub' })
  assert.deepEqual([back.statusCode, back.headers.location], [303, '/login/second-factor?next=%2Fpub'])
  assert.equal(await whoIs(reader), undefined)
  await reader.open('/login/second-factor?next=%2Fpub')
  assert.equal((await reader.send('/login/second-factor', { code: app.next(), next: '/pub' })).headers.location, '/pub')
  assert.equal((await whoIs(reader))?.email, email)
})

test('where the operator trusts the provider, its word is enough', async t => {
  const { site, provider } = await siteWithProvider(t, { OIDC_WORK_SECOND_FACTOR: 'trust' })
  const first = new Reader(site)
  await visitProvider(first, provider)
  await addApp(site, await tokenFor(site, first))
  const reader = new Reader(site)
  await visitProvider(reader, provider)
  assert.equal((await whoIs(reader))?.email, email)
})

test('who has a second factor is not confirmed by the provider alone', async t => {
  const { site, provider } = await siteWithProvider(t)
  const reader = new Reader(site)
  await visitProvider(reader, provider)
  const { app } = await addApp(site, await tokenFor(site, reader))
  await reader.open('/login')
  await visitProvider(reader, provider)
  await reader.open('/login/second-factor')
  await reader.send('/login/second-factor', { code: app.next(), next: '/' })
  site.now.ms += 11 * 60_000
  const back = await visitProvider(reader, provider, { page: '/me/confirm', action: '/me/confirm/with/work' })
  assert.equal(back.statusCode, 403)
  assert.equal((await reader.call('POST', '/users/me/password', { password })).statusCode, 403)
  assert.equal(await AuditEvent.objects.filter({ event: 'confirmed' }).count(), 0)
})
