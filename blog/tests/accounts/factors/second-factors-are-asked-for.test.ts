import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { AuditEvent } from '../../../accounts/audit/models.ts'
import { User } from '../../../accounts/models.ts'
import { OneTimeToken } from '../../../accounts/models-one-time.ts'
import { example, registerUser } from '../../helper.ts'
import { type SiteWithMail, siteWithMail } from '../mailbox.ts'
import { addApp, type CarefulUser } from './people.ts'

// ASVS 6.3.3, ASVS 6.4.3, ASVS 6.5.1, ASVS 6.6.2, ASVS 6.6.3: every way in asks for the factor, and guessing it is slowed.

const { email, password } = example
const minute = 60_000

interface Asked {
  readonly ticket: string
  readonly token?: string
  readonly user?: object
}

/** A site whose only user has an authenticator app. */
async function begin(t: TestContext, env: Record<string, string> = {}): Promise<CarefulUser & { site: SiteWithMail }> {
  const site = await siteWithMail(t, { RATE_LIMIT: 'off', ...env })
  return { site, ...(await addApp(site, await registerUser(site))) }
}

/** Set a password by the link of a letter, and give it. */
async function resetPassword(site: SiteWithMail): Promise<string> {
  await site.letters(email)
  await site.json('POST', '/users/password/forgotten', { email })
  const reset = { token: await site.secret(email), password: 'a new and better one' }
  assert.deepEqual(await site.json('POST', '/users/password/reset', reset), { status: 200, body: {} })
  return reset.password
}

const logIn = (site: SiteWithMail, given: string = password) =>
  site.json<Asked>('POST', '/users/login', { email, password: given })
const ticketFor = async (site: SiteWithMail) => (await logIn(site)).body.ticket
const pass = (site: SiteWithMail, json: object) => site.json<Asked>('POST', '/users/login/second-factor', json)

test('a right password gives a ticket, and neither session nor token', async t => {
  const { site } = await begin(t)
  const { status, body } = await logIn(site)
  assert.deepEqual(
    { status, ...body, ticket: typeof body.ticket },
    {
      status: 401,
      error: '还需要第二步验证',
      code: 'second_factor_required',
      ticket: 'string',
      factors: ['totp', 'recovery'],
      expires_in: 600,
      page: '/login/second-factor?next=%2F',
    },
  )
  const { digest, expiresAt } = await OneTimeToken.objects.get({ purpose: 'second_factor' })
  assert.notEqual(digest, body.ticket)
  assert.equal(expiresAt.getTime(), site.now.ms + 10 * minute)
  assert.ok(!site.log.join('').includes(body.ticket))
})

test('a wrong password and an unknown address are answered as ever, whoever has a second factor', async t => {
  const { site } = await begin(t)
  const wrong = await logIn(site, 'wrong')
  const unknown = await site.json('POST', '/users/login', { email: 'nobody@xdd.com', password })
  assert.deepEqual(wrong, unknown)
  assert.deepEqual([wrong.status, wrong.body.code], [400, 'bad_credentials'])
})

test('the ticket and a code log in, once', async t => {
  const { site, app } = await begin(t)
  const ticket = await ticketFor(site)
  const json = { ticket, code: app.next() }
  const { status, body } = await pass(site, json)
  assert.deepEqual([status, body.user], [200, { id: 1, name: example.name, email }])
  assert.equal((await site.request('GET', '/users/me', { token: body.token ?? '' })).statusCode, 200)
  const again = await pass(site, { ...json, code: app.next() })
  assert.deepEqual([again.status, again.body.code], [401, 'invalid_ticket'])
  const { details } = await AuditEvent.objects.get({ event: 'logged_in' })
  assert.deepEqual(details, { method: 'totp' })
})

test('a code is accepted once, by whatever way', async t => {
  const { site, app } = await begin(t)
  const code = app.next()
  assert.equal((await pass(site, { ticket: await ticketFor(site), code })).status, 200)
  const again = await pass(site, { ticket: await ticketFor(site), code })
  assert.deepEqual([again.status, again.body.code], [400, 'wrong_code'])
  assert.equal((await pass(site, { ticket: await ticketFor(site), code: app.next() })).status, 200)
})

test('a recovery code logs in once, however it is typed, and its owner is told', async t => {
  const { site, codes } = await begin(t)
  const [first = '', second = ''] = codes
  await site.letters(email)
  const typed = first.toUpperCase().replaceAll('-', ' ')
  assert.equal((await pass(site, { ticket: await ticketFor(site), recovery_code: typed })).status, 200)
  assert.match((await site.letters(email))[0]?.text ?? '', /恢复码通过了 Inkstone 的验证，还剩 9 个/)
  const again = await pass(site, { ticket: await ticketFor(site), recovery_code: first })
  assert.deepEqual([again.status, again.body.code], [400, 'wrong_recovery_code'])
  assert.equal((await pass(site, { ticket: await ticketFor(site), recovery_code: second })).status, 200)
  assert.equal(await AuditEvent.objects.filter({ event: 'recovery_code_used' }).count(), 2)
})

test('codes of one user are worth nothing for another', async t => {
  const { site, codes } = await begin(t)
  const other = { ...example, email: 'other@xdd.com' }
  const { app } = await addApp(site, await registerUser(site, other))
  for (const answer of [{ code: app.next() }, { recovery_code: codes[0] }]) {
    const login = answer.code === undefined ? other : { email }
    const { body } = await site.json<Asked>('POST', '/users/login', { email: login.email, password })
    assert.equal((await pass(site, { ticket: body.ticket, ...answer })).status, 400)
  }
})

test('a ticket ends after ten minutes, after five wrong answers, with a new password, and with its user', async t => {
  const { site, app, token } = await begin(t)
  const late = await ticketFor(site)
  site.now.ms += 10 * minute
  assert.equal((await pass(site, { ticket: late, code: app.next() })).status, 401)

  const tried = await ticketFor(site)
  await site.letters(email)
  for (let at = 0; at < 5; at++) assert.equal((await pass(site, { ticket: tried, code: '000000' })).status, 400)
  assert.match((await site.letters(email))[0]?.text ?? '', /多次没有通过第二步验证/)
  assert.equal((await pass(site, { ticket: tried, code: app.next() })).body.code, 'invalid_ticket')
  assert.equal(await AuditEvent.objects.filter({ event: 'second_factor_failed' }).count(), 5)

  const outdated = await ticketFor(site)
  const confirmed = await site.json<Asked>('POST', '/users/me/confirm', { password, code: app.next() }, token)
  const change = { current: password, password: 'a new and better one' }
  assert.equal((await site.json('POST', '/users/me/password', change, confirmed.body.token)).status, 200)
  assert.equal((await pass(site, { ticket: outdated, code: app.next() })).status, 401)

  const { ticket } = (await logIn(site, change.password)).body
  await User.objects.all().update({ disabledAt: new Date(site.now.ms) })
  assert.equal((await pass(site, { ticket, code: app.next() })).status, 401)
})

for (const [what, json] of [
  ['nothing', {}],
  ['an empty code', { code: '' }],
  ['a code of an unknown field', { otp: '123456' }],
  ['a number', { code: 123_456 }],
  ['a passkey that is none', { passkey: {} }],
] as const) {
  test(`${what} is no second factor`, async t => {
    const { site } = await begin(t)
    assert.equal((await pass(site, { ticket: await ticketFor(site), ...json })).status, 400)
  })
}

for (const ticket of ['', 'x', 'A'.repeat(43)]) {
  test(`${JSON.stringify(ticket)} is no ticket`, async t => {
    const { site, app } = await begin(t)
    const answer = await pass(site, { ticket, code: app.next() })
    assert.deepEqual([answer.status, answer.body.code], [401, 'invalid_ticket'])
  })
}

test('guessing codes is slowed for the account, whatever tickets are used, while recovery codes still work', async t => {
  const { site, app, codes } = await begin(t, { RATE_LIMIT: 'on' })
  let slowed = 0
  for (let at = 0; at < 12; at++) {
    const ticket = await ticketFor(site)
    const { status } = await pass(site, { ticket, code: '000000' })
    if (status === 429) slowed += 1
  }
  assert.equal(slowed, 2)
  const ticket = await ticketFor(site)
  assert.equal((await pass(site, { ticket, code: app.code(1) })).status, 429)
  assert.equal((await pass(site, { ticket, recovery_code: codes[0] })).status, 200)
})

test('a link for a new password neither logs in nor takes the factor away', async t => {
  const { site, app } = await begin(t)
  await User.objects.update({ verifiedAt: new Date(site.now.ms) })
  const { status, body } = await logIn(site, await resetPassword(site))
  assert.deepEqual([status, body.code], [401, 'second_factor_required'])
  assert.equal((await pass(site, { ticket: body.ticket, code: app.next() })).status, 200)
})

test('a link for a new password takes factors away that were added before anybody proved the address', async t => {
  const { site } = await begin(t)
  assert.equal((await logIn(site, await resetPassword(site))).status, 200)
  assert.equal((await User.objects.get()).verifiedAt?.getTime(), site.now.ms)
})

test('a link that shows an address asks for the factor, too', async t => {
  const { site, app, token } = await begin(t)
  await site.letters(email)
  await site.json('POST', '/users/me/verify', {}, token)
  const answer = await site.json<Asked>('POST', '/users/verify', { token: await site.secret(email), password })
  assert.deepEqual([answer.status, answer.body.code], [401, 'second_factor_required'])
  assert.notEqual((await User.objects.get()).verifiedAt, null)
  assert.equal((await pass(site, { ticket: answer.body.ticket, code: app.next() })).status, 200)
})

test('a program that stays logged in gets its refresh token for ticket and code', async t => {
  const { site, app } = await begin(t)
  const { status, body } = await site.json<Asked>('POST', '/users/token', { email, password })
  assert.deepEqual([status, body.code], [401, 'second_factor_required'])
  const json = { ticket: body.ticket, code: app.next() }
  const pair = await site.json<{ refresh_token: string }>('POST', '/users/token/second-factor', json)
  assert.equal(pair.status, 200)
  const refresh = { refresh_token: pair.body.refresh_token }
  assert.equal((await site.json('POST', '/users/token/refresh', refresh)).status, 200)
})

test('a token of the original, which names no session, is refused where a factor is enrolled', async t => {
  const { site } = await begin(t)
  await registerUser(site, { ...example, email: 'plain@xdd.com' })
  const now = Math.floor(site.now.ms / 1000)
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const sign = (userId: number) => {
    const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ user_id: userId, timestamp: now, exp: now + 60 })}`
    return `${text}.${createHmac('sha256', site.settings.secretKey).update(text).digest('base64url')}`
  }
  assert.equal((await site.request('GET', '/users/me', { token: sign(2) })).statusCode, 200)
  assert.equal((await site.request('GET', '/users/me', { token: sign(1) })).statusCode, 401)
})
