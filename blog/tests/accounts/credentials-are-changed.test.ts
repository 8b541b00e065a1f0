import assert from 'node:assert/strict'
import { test } from 'node:test'
import { User } from '../../accounts/models.ts'
import { OneTimeToken } from '../../accounts/models-one-time.ts'
import { makeLink } from '../../accounts/one-time-tokens.ts'
import { example, registerUser } from '../helper.ts'
import { siteWithMail } from './mailbox.ts'

const password = 'a new and better one'
const login = { email: example.email, password: example.password }

// ASVS 6.2.2, ASVS 6.2.3, ASVS 6.3.7, ASVS 7.4.3: changing asks for the old password, tells the owner, ends the other log-ins.
test('changing the password needs the current one', async t => {
  const site = await siteWithMail(t)
  const token = await registerUser(site)
  assert.equal((await site.json('POST', '/users/me/password', { current: 'abc', password })).status, 401)
  const wrong = await site.json('POST', '/users/me/password', { current: 'abd', password }, token)
  assert.deepEqual([wrong.status, wrong.body.code], [400, 'wrong_password'])
  assert.deepEqual(await site.letters(example.email), [])
})

test('a changed password ends every other log-in and gives a new one', async t => {
  const site = await siteWithMail(t)
  const first = await registerUser(site)
  const second = (await site.json<{ token: string }>('POST', '/users/login', login)).body.token
  site.now.ms += 1000
  const change = { current: example.password, password }
  const changed = await site.json<{ token: string }>('POST', '/users/me/password', change, first)
  assert.equal(changed.status, 200)
  for (const old of [first, second]) {
    assert.equal((await site.request('GET', '/users/me', { token: old })).statusCode, 401)
  }
  assert.equal((await site.request('GET', '/users/me', { token: changed.body.token })).statusCode, 200)
  assert.equal((await site.json('POST', '/users/login', login)).status, 400)
  assert.match((await site.letters(example.email))[0]?.text ?? '', /密码刚刚更改/)
})

test('a new address counts once the link in its mailbox is used, and the old one is told', async t => {
  const site = await siteWithMail(t)
  const token = await registerUser(site)
  const change = { email: 'New@xdd.com', password: example.password }
  assert.deepEqual(await site.json('POST', '/users/me/email', change, token), { status: 202, body: {} })
  assert.equal((await User.objects.get()).email, example.email)
  assert.match((await site.letters(example.email))[0]?.text ?? '', /New@xdd\.com/)
  const link = await site.secret('New@xdd.com')
  site.now.ms += 1000
  assert.deepEqual(await site.json('POST', '/users/email', { token: link }), { status: 200, body: {} })
  const { email, emailCanonical, verifiedAt } = await User.objects.get()
  assert.deepEqual([email, emailCanonical, verifiedAt], ['New@xdd.com', 'new@xdd.com', new Date(site.now.ms)])
  assert.match((await site.letters(example.email))[0]?.text ?? '', /已换成 New@xdd\.com/)
  assert.equal((await site.request('GET', '/users/me', { token })).statusCode, 401)
  assert.equal((await site.json('POST', '/users/login', { ...login, email: 'new@xdd.com' })).status, 200)
})

test('asking for a taken address is answered as for a free one; using the link is not', async t => {
  const site = await siteWithMail(t)
  const token = await registerUser(site)
  await registerUser(site, { ...example, email: 'taken@xdd.com' })
  const change = { email: 'taken@xdd.com', password: example.password }
  assert.deepEqual(await site.json('POST', '/users/me/email', change, token), { status: 202, body: {} })
  const link = await site.secret('taken@xdd.com')
  const used = await site.json('POST', '/users/email', { token: link })
  assert.deepEqual([used.status, used.body.code], [400, 'email_taken'])
})

test('the first proof of an address puts out whoever was in the account before', async t => {
  const site = await siteWithMail(t)
  const stranger = await registerUser(site)
  const { id } = await User.objects.get()
  await makeLink('email', site.now.ms, { userId: id, email: 'of-the-stranger@xdd.com' })
  assert.equal((await site.json('POST', '/users/me/verify', {}, stranger)).status, 202)
  const token = await site.secret(example.email)
  site.now.ms += 1000
  const own = await site.json<{ token: string }>('POST', '/users/verify', { token, password: example.password })
  assert.equal(own.status, 200)
  assert.equal((await site.request('GET', '/users/me', { token: stranger })).statusCode, 401)
  assert.equal((await site.request('GET', '/users/me', { token: own.body.token })).statusCode, 200)
  assert.equal(await OneTimeToken.objects.filter({ purpose: 'email', usedAt__isnull: true }).count(), 0)
})

test('the link that shows an address is worth nothing without the password', async t => {
  const site = await siteWithMail(t)
  const session = await registerUser(site)
  await site.json('POST', '/users/me/verify', {}, session)
  const token = await site.secret(example.email)
  const refused = await site.json('POST', '/users/verify', { token, password: 'of the mailbox’s owner' })
  assert.deepEqual([refused.status, refused.body.code], [400, 'bad_credentials'])
  assert.equal((await User.objects.get()).verifiedAt, null)
})

test('letters speak the language of who caused them', async t => {
  const site = await siteWithMail(t)
  await registerUser(site)
  const json = { email: example.email }
  await site.request('POST', '/users/password/forgotten', { json, headers: { 'accept-language': 'en' } })
  const [letter] = await site.letters(example.email)
  assert.equal(letter?.headers.subject, 'Reset your password')
  assert.doesNotMatch((letter?.text ?? '') + (letter?.html ?? ''), /\p{Script=Han}/u)
})
