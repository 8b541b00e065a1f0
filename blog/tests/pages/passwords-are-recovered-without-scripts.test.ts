import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeInvite } from '../../accounts/invites.ts'
import { siteWithMail } from '../accounts/mailbox.ts'
import { example, registerUser } from '../helper.ts'
import { Reader } from '../reader.ts'

const password = 'a new and better one'

/** The hidden secret that a form carries. */
const hidden = (page: string, name: string) =>
  new RegExp(`<input type="hidden" name="${name}" value="([\\w-]{43})">`).exec(page)?.[1] ?? ''

test('a forgotten password is reset through the pages', async t => {
  const site = await siteWithMail(t)
  await registerUser(site)
  const reader = new Reader(site)
  assert.match((await reader.open('/login')).body, /<a href="\/forgotten">忘记密码？<\/a>/)
  await reader.open('/forgotten')
  const asked = await reader.send('/forgotten', { email: example.email })
  assert.deepEqual([asked.statusCode, asked.headers.location], [303, '/letter'])
  assert.match((await reader.open('/letter')).body, /<h1>请查看邮箱<\/h1>/)
  const page = await reader.open(`/reset?token=${await site.secret(example.email)}`)
  assert.deepEqual([page.headers['referrer-policy'], page.headers['cache-control']], ['same-origin', 'no-store'])
  assert.match(page.body, /autocomplete="new-password"/)
  const token = hidden(page.body, 'token')
  const short = await reader.send('/reset', { token, password: 'x' })
  assert.equal(short.statusCode, 400)
  assert.match(short.body, /id="password-problem"/)
  assert.equal(hidden(short.body, 'token'), token, 'the link is not lost with a mistake')
  const done = await reader.send('/reset', { token, password })
  assert.deepEqual([done.statusCode, done.headers.location], [303, '/login'])
  assert.match((await reader.open('/login')).body, /role="status">新密码已设置/)
  assert.equal((await reader.logIn(example.email, password)).statusCode, 303)
  await reader.open(`/reset?token=${token}`)
  const again = await reader.send('/reset', { token, password })
  assert.match(again.body, /链接无效、已使用或已过期/)
})

test('opening a link changes nothing', async t => {
  const site = await siteWithMail(t, { REGISTRATION: 'verify' })
  await site.json('POST', '/users/', example)
  const token = await site.secret(example.email)
  const reader = new Reader(site)
  for (let at = 0; at < 2; at++) assert.equal((await reader.open(`/verify?token=${token}`)).statusCode, 200)
  const done = await reader.send('/verify', { token, password: example.password })
  assert.deepEqual([done.statusCode, done.headers.location], [303, '/'])
  assert.match((await reader.open('/')).body, /role="status">邮箱已确认/)
})

test('the registration form leads to the letter, or takes an invitation along', async t => {
  const verify = await siteWithMail(t, { REGISTRATION: 'verify' })
  const first = new Reader(verify)
  assert.match((await first.open('/reg')).body, /data-then="\/letter"/)
  assert.equal((await first.send('/reg', { ...example })).headers.location, '/letter')

  const invite = await siteWithMail(t, { REGISTRATION: 'invite' })
  const second = new Reader(invite)
  const closed = await second.open('/reg')
  assert.deepEqual([closed.statusCode, /<h1>凭邀请注册<\/h1>/.test(closed.body)], [403, true])
  const { secret } = await makeInvite(invite.now.ms, { days: 1 })
  const page = await second.open(`/reg?invite=${secret}`)
  assert.equal(hidden(page.body, 'invite'), secret)
  const wrong = await second.send('/reg', { ...example, email: 'x', invite: secret })
  assert.equal(hidden(wrong.body, 'invite'), secret)
  assert.equal((await second.send('/reg', { ...example, invite: secret })).headers.location, '/')
})

test('password and address are changed from the page about the account', async t => {
  const site = await siteWithMail(t)
  await registerUser(site)
  const reader = new Reader(site)
  assert.match(String((await reader.open('/me/password')).headers.location), /^\/login\?next=/)
  await reader.logIn(example.email, example.password)
  const me = await reader.open('/me')
  assert.match(me.body, /href="\/me\/password"/)
  assert.match(me.body, /action="\/me\/verify"/)
  site.now.ms += 1000
  await reader.open('/me/password')
  const wrong = await reader.send('/me/password', { current: 'abd', password })
  assert.match(wrong.body, /id="current-problem">密码不对/)
  const changed = await reader.send('/me/password', { current: example.password, password })
  assert.equal(changed.headers.location, '/me')
  assert.match((await reader.open('/me')).body, /role="status">密码已更改/)
  await reader.open('/me/email')
  assert.equal((await reader.send('/me/email', { email: 'new@xdd.com', password })).headers.location, '/me')
  const token = await site.secret('new@xdd.com')
  await reader.open(`/email?token=${token}`)
  assert.equal((await reader.send('/email', { token })).headers.location, '/login')
  assert.match((await reader.open('/login')).body, /role="status">邮箱已更换/)
})

test('the pages speak English to those who ask for it', async t => {
  const site = await siteWithMail(t)
  const reader = new Reader(site, { 'accept-language': 'en' })
  for (const url of ['/forgotten', '/letter', '/reset?token=x', '/verify?token=x', '/email?token=x']) {
    const { body } = await reader.open(url)
    const main = /<main[\s\S]*<\/main>/.exec(body)?.[0] ?? ''
    assert.equal(main.match(/<h1>[^<]+<\/h1>/g)?.length, 1, url)
    assert.doesNotMatch(main, /\p{Script=Han}/u, url)
  }
})
