import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Passkey } from '../../accounts/factors/models.ts'
import { App } from '../accounts/factors/people.ts'
import { siteWithMail } from '../accounts/mailbox.ts'
import { registerUser } from '../helper.ts'
import { Reader } from '../reader.ts'

const email = 'xdd@xdd.com'
const password = 'some long password'
const minute = 60_000

/** A passkey as it is stored, but for its owner. */
const row = { name: '手机', digest: 'x', credentialId: 'x', publicKey: 'x', transports: '', userHandle: 'x' }

const codesOf = (page: string) => [...page.matchAll(/(?:[0-9a-z]{4}-){5}[0-9a-z]{4}/g)].map(([code]) => code)

async function begin(t: TestContext, headers: Record<string, string> = {}) {
  const site = await siteWithMail(t, { RATE_LIMIT: 'off' })
  await registerUser(site, { name: 'xdd', email, password })
  const reader = new Reader(site, headers)
  await reader.logIn(email, password)
  return { site, reader }
}

/** Add an app through the pages; the app, and the recovery codes that were shown. */
async function enrol({ site, reader }: Awaited<ReturnType<typeof begin>>) {
  await reader.open('/me/factors')
  assert.equal((await reader.send('/me/factors/totp')).headers.location, '/me/factors/totp')
  const page = await reader.open('/me/factors/totp')
  const secret = /<code class="secret">([A-Z2-7 ]+)<\/code>/.exec(page.body)?.[1]?.replaceAll(' ', '') ?? ''
  const app = new App(site, secret)
  return { app, page, secret }
}

test('an app is added, asked for, and removed', async t => {
  const { site, reader } = await begin(t)
  const { app, page, secret } = await enrol({ site, reader })
  assert.match(page.body, /<svg class="qr" viewBox="0 0 \d+ \d+" role="img" aria-label="[^"]+"/)
  assert.match(page.body, new RegExp(`href="otpauth://totp/Inkstone:xdd%40xdd.com\\?secret=${secret}&amp;`))
  assert.equal(page.headers['cache-control'], 'no-store')
  const wrong = await reader.send('/me/factors/totp/confirm', { code: '000000' })
  assert.equal(wrong.statusCode, 400)
  assert.match(wrong.body, /id="code-problem">验证码不对/)
  assert.match(wrong.body, new RegExp(secret.slice(0, 4)), 'the same secret is shown again')
  const added = await reader.send('/me/factors/totp/confirm', { code: app.code() })
  assert.deepEqual([added.statusCode, codesOf(added.body).length], [200, 10])
  assert.deepEqual(codesOf((await reader.open('/me/factors')).body), [])
  assert.equal((await reader.open('/me/factors/totp')).headers.location, '/me/factors')

  await reader.send('/logout')
  await reader.open('/login?next=%2Fpub')
  const asked = await reader.send('/login', { email, password, next: '/pub' })
  assert.deepEqual([asked.statusCode, asked.headers.location], [303, '/login/second-factor?next=%2Fpub'])
  assert.equal(reader.cookies.sessionid, undefined)
  const second = await reader.open('/login/second-factor?next=%2Fpub')
  assert.match(second.body, /<h1>两步验证<\/h1>/)
  assert.match(second.body, /autocomplete="one-time-code"/)
  const refused = await reader.send('/login/second-factor', { code: '000000', recovery_code: '', next: '/pub' })
  assert.equal(refused.statusCode, 400)
  assert.match(refused.body, /name="next" value="\/pub"/)
  const passed = await reader.send('/login/second-factor', { code: app.next(), recovery_code: '', next: '/pub' })
  assert.deepEqual([passed.statusCode, passed.headers.location], [303, '/pub'])
  assert.equal(reader.cookies.ticket, undefined)
  assert.equal((await reader.open('/pub')).statusCode, 200)

  await reader.open('/me/factors')
  assert.equal((await reader.send('/me/factors/totp/remove')).headers.location, '/me/factors')
  assert.match((await reader.open('/me/factors')).body, /role="status">两步验证已更改/)
  await reader.send('/logout')
  assert.equal((await reader.logIn(email, password)).headers.location, '/')
})

test('a recovery code logs in, and new ones are made', async t => {
  const { site, reader } = await begin(t)
  const { app } = await enrol({ site, reader })
  const [first = ''] = codesOf((await reader.send('/me/factors/totp/confirm', { code: app.code() })).body)
  await reader.send('/logout')
  await reader.logIn(email, password)
  await reader.open('/login/second-factor')
  const wrong = await reader.send('/login/second-factor', { recovery_code: 'x', code: '' })
  assert.match(wrong.body, /<details open>/)
  assert.equal((await reader.send('/login/second-factor', { recovery_code: first, code: '' })).statusCode, 303)
  assert.match((await reader.open('/me/factors')).body, /还剩 9 个/)
  const renewed = codesOf((await reader.send('/me/factors/recovery-codes')).body)
  assert.deepEqual([renewed.length, renewed.includes(first)], [10, false])
})

test('a ticket that has ended leads back to the log-in, which says so', async t => {
  const { site, reader } = await begin(t)
  const { app } = await enrol({ site, reader })
  await reader.send('/me/factors/totp/confirm', { code: app.code() })
  await reader.send('/logout')
  await reader.logIn(email, password)
  await reader.open('/login/second-factor')
  site.now.ms += 10 * minute
  assert.equal((await reader.send('/login/second-factor', { code: app.code() })).headers.location, '/login')
  assert.match((await reader.open('/login')).body, /role="status">登录已中断/)
  assert.equal((await reader.open('/login/second-factor')).headers.location, '/login')
})

test('acts of weight lead to the page that asks again, and back', async t => {
  const { site, reader } = await begin(t)
  site.now.ms += 11 * minute
  assert.equal((await reader.open('/me/factors')).headers.location, '/me/confirm?next=%2Fme%2Ffactors')
  assert.equal((await reader.open('/me/export')).headers.location, '/me/confirm?next=%2Fme%2Fexport')
  const page = await reader.open('/me/confirm?next=%2Fme%2Ffactors')
  assert.match(page.body, /<h1>确认是你本人<\/h1>/)
  assert.doesNotMatch(page.body, /one-time-code/)
  const old = reader.cookies.sessionid
  const wrong = await reader.send('/me/confirm', { password: 'wrong', next: '/me/factors' })
  assert.match(wrong.body, /id="password-problem">密码不对/)
  const done = await reader.send('/me/confirm', { password, next: '/me/factors' })
  assert.deepEqual([done.statusCode, done.headers.location], [303, '/me/factors'])
  assert.notEqual(reader.cookies.sessionid, old)
  const before = await site.request('GET', '/users/me', { cookies: { sessionid: old ?? '' } })
  assert.equal(before.statusCode, 401)
  assert.equal((await reader.open('/me/factors')).statusCode, 200)
  assert.match(String((await reader.open('/me/export')).headers['content-disposition']), /^attachment/)
})

test('what leads back from confirming stays on this site', async t => {
  const { reader } = await begin(t)
  await reader.open('/me/confirm')
  for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', '/login']) {
    await reader.open('/me/confirm')
    assert.equal((await reader.send('/me/confirm', { password, next })).headers.location, '/')
  }
})

test('what is no passkey is refused beside the form', async t => {
  const { reader } = await begin(t)
  await reader.open('/me/factors')
  for (const passkey of ['', 'x', '{}', '[]', 'null', '{"id":"a","rawId":"a","type":"public-key"}']) {
    const answer = await reader.send('/me/factors/passkeys', { name: 'phone', passkey })
    assert.equal(answer.statusCode, 400)
    assert.match(answer.body, /通行密钥没有通过验证/)
  }
  await reader.send('/logout')
  await reader.open('/login')
  const answer = await reader.send('/login/passkey', { passkey: '{}', next: '/pub' })
  assert.deepEqual([answer.statusCode, /name="next" value="\/pub"/.test(answer.body)], [400, true])
})

test('the pages speak English to those who ask for it', async t => {
  const { site, reader } = await begin(t, { 'accept-language': 'en' })
  await enrol({ site, reader })
  for (const url of ['/me/factors', '/me/factors/totp', '/me/confirm']) {
    const main = /<main[\s\S]*<\/main>/.exec((await reader.open(url)).body)?.[0] ?? ''
    assert.equal(main.match(/<h1>[^<]+<\/h1>/g)?.length, 1, url)
    assert.doesNotMatch(main, /\p{Script=Han}/u, url)
  }
})

test('a passkey is renamed by a page of its own', async t => {
  const { site, reader } = await begin(t)
  const { id } = await Passkey.objects.create({ ...row, userId: 1, createdAt: new Date(site.now.ms) })
  const path = `/me/factors/passkeys/${id}`
  assert.match(
    (await reader.open('/me/factors')).body,
    new RegExp(`<a href="${path}" aria-label="为通行密钥改名：手机">`),
  )
  assert.match((await reader.open(path)).body, /现在叫“手机”。[\s\S]*value="手机"/)
  const refused = await reader.send(path, { name: ' ' })
  assert.deepEqual([refused.statusCode, /id="name-problem"/.test(refused.body)], [400, true])
  const long = await reader.send(path, { name: '长'.repeat(49) })
  assert.match(long.body, new RegExp(`value="${'长'.repeat(49)}"`))
  assert.equal((await reader.send(path, { name: '旧手机' })).headers.location, '/me/factors')
  assert.match((await reader.open('/me/factors')).body, /role="status">名称已保存。[\s\S]*<h3>旧手机/)
  assert.equal((await reader.open('/me/factors/passkeys/99')).statusCode, 404)
  site.now.ms += 11 * minute
  assert.match((await reader.open(path)).headers.location ?? '', /^\/me\/confirm\?next=/)
})
