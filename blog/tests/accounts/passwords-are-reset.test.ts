import assert from 'node:assert/strict'
import { test } from 'node:test'
import { User } from '../../accounts/models.ts'
import { OneTimeToken } from '../../accounts/models-one-time.ts'
import { makeLink } from '../../accounts/one-time-tokens.ts'
import { example, registerUser } from '../helper.ts'
import { type SiteWithMail, siteWithMail } from './mailbox.ts'

const minute = 60_000
const password = 'a new and better one'

const forget = (site: SiteWithMail, email: string = example.email) =>
  site.json('POST', '/users/password/forgotten', { email })

// ASVS 6.3.6: a link that came by e-mail sets a password and logs nobody in.
test('a forgotten password is reset by a link, which logs in nobody and puts everybody out', async t => {
  const site = await siteWithMail(t)
  const session = await registerUser(site)
  assert.deepEqual(await forget(site, ' XDD@xdd.com'), { status: 202, body: {} })
  const token = await site.secret(example.email)
  const stillIn = await site.request('GET', '/users/me', { token: session })
  assert.equal(stillIn.statusCode, 200, 'asking changes nothing')
  const reset = await site.request('POST', '/users/password/reset', { json: { token, password } })
  assert.deepEqual([reset.statusCode, reset.body, reset.headers['set-cookie']], [200, '{}', undefined])
  assert.equal((await site.request('GET', '/users/me', { token: session })).statusCode, 401)
  assert.equal((await site.json('POST', '/users/login', example)).status, 400)
  assert.equal((await site.json('POST', '/users/login', { email: example.email, password })).status, 200)
  const [notice] = await site.letters(example.email)
  assert.match(notice?.text ?? '', /密码刚刚更改/)
})

test('what is answered tells nothing about who has an account', async t => {
  const site = await siteWithMail(t)
  await registerUser(site)
  await registerUser(site, { ...example, email: 'disabled@xdd.com' })
  await User.objects.filter({ email: 'disabled@xdd.com' }).update({ disabledAt: new Date(site.now.ms) })
  for (const email of [example.email, 'nobody@xdd.com', 'disabled@xdd.com', 'no address']) {
    assert.deepEqual(await forget(site, email), { status: 202, body: {} }, email)
  }
  assert.equal((await site.letters(example.email)).length, 1)
  for (const email of ['nobody@xdd.com', 'disabled@xdd.com']) assert.deepEqual(await site.letters(email), [])
})

test('the letter goes to the stored address, never to the typed one', async t => {
  const site = await siteWithMail(t)
  await registerUser(site, { ...example, email: 'Mike@example.org' })
  await forget(site, 'mıke@example.org')
  await forget(site, '\u212aike@example.org')
  assert.deepEqual(await site.letters('Mike@example.org'), [])
  await forget(site, 'MIKE@EXAMPLE.ORG')
  assert.equal((await site.letters('Mike@example.org')).length, 1)
})

test('a forged Host never gets into a link', async t => {
  const site = await siteWithMail(t)
  await registerUser(site)
  const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' }
  await site.request('POST', '/users/password/forgotten', { json: { email: example.email }, headers })
  const [letter] = await site.letters(example.email)
  assert.match(letter?.text ?? '', /http:\/\/blog\.example\.com\/reset\?token=/)
  assert.doesNotMatch((letter?.text ?? '') + (letter?.html ?? ''), /evil/)
})

test('a link holds for half an hour, and a newer one replaces it', async t => {
  const site = await siteWithMail(t)
  await registerUser(site)
  await forget(site)
  const older = await site.secret(example.email)
  await forget(site)
  const newer = await site.secret(example.email)
  assert.equal((await site.json('POST', '/users/password/reset', { token: older, password })).body.code, 'invalid_link')
  site.now.ms += 30 * minute
  assert.equal((await site.json('POST', '/users/password/reset', { token: newer, password })).body.code, 'invalid_link')
})

test('a link for one purpose does nothing for another', async t => {
  const site = await siteWithMail(t)
  await registerUser(site)
  const { id } = await User.objects.get()
  const link = { userId: id, email: example.email }
  for (const purpose of ['verify', 'email', 'invite'] as const) {
    const { secret: token } = await makeLink(purpose, site.now.ms, link)
    const answer = await site.json('POST', '/users/password/reset', { token, password })
    assert.deepEqual([answer.status, answer.body.code], [400, 'invalid_link'], purpose)
  }
  const { secret: token } = await makeLink('reset', site.now.ms, link)
  for (const url of ['/users/verify', '/users/email']) {
    const json = url === '/users/email' ? { token } : { token, password: example.password }
    assert.equal((await site.json('POST', url, json)).body.code, 'invalid_link', url)
  }
})

test('a hundred with one link at once make one new password', async t => {
  const site = await siteWithMail(t, { RATE_LIMIT: 'off' })
  await registerUser(site)
  await forget(site)
  const token = await site.secret(example.email)
  const attempts = Array.from({ length: 100 }, (_, at) =>
    site.json('POST', '/users/password/reset', { token, password: `${password} ${at}` }),
  )
  const statuses = (await Promise.all(attempts)).map(({ status }) => status)
  assert.deepEqual(statuses.toSorted(), [200, ...Array(99).fill(400)])
  const winner = statuses.indexOf(200)
  const login = { email: example.email, password: `${password} ${winner}` }
  assert.equal((await site.json('POST', '/users/login', login)).status, 200)
  assert.equal(await OneTimeToken.objects.filter({ usedAt__isnull: false }).count(), 1)
})

test('a password that is refused leaves the link as it was', async t => {
  const site = await siteWithMail(t, { HOST: '0.0.0.0' })
  await registerUser(site, { ...example, password })
  await forget(site)
  const token = await site.secret(example.email)
  for (const bad of ['short', 'password123', example.email]) {
    assert.equal((await site.json('POST', '/users/password/reset', { token, password: bad })).body.code, 'invalid')
  }
  const good = await site.json('POST', '/users/password/reset', { token, password: `${password}!` })
  assert.equal(good.status, 200)
})

test('without a mail server the link goes to the operator, and the answer stays the same', async t => {
  const site = await siteWithMail(t, { MAIL_URL: '' })
  await registerUser(site)
  assert.deepEqual(await forget(site), { status: 202, body: {} })
  await site.app.accounts.background.settled()
  await site.app.mail.send()
  assert.equal(site.log.filter(line => line.includes('/reset?token=')).length, 1)
})

test('an owner whom strangers keep waiting is a letter away from logging in', async t => {
  const site = await siteWithMail(t, { TRUST_PROXY: 'loopback' })
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })
  await site.request('POST', '/users/', { json: example, ...from('198.51.100.7') })
  const logIn = (given: string, address: string) =>
    site.request('POST', '/users/login', { json: { email: example.email, password: given }, ...from(address) })
  for (let at = 0; at < 25; at++) await logIn('x', `203.0.113.${at}`)
  assert.equal((await logIn(example.password, '192.0.2.55')).statusCode, 429)
  await forget(site)
  await site.json('POST', '/users/password/reset', { token: await site.secret(example.email), password })
  assert.equal((await logIn(password, '192.0.2.55')).statusCode, 200)
})
