import assert from 'node:assert/strict'
import { test } from 'node:test'
import { captureQueries } from '@inkstone/orm'
import { makeInvite } from '../../accounts/invites.ts'
import { Session, User } from '../../accounts/models.ts'
import { OneTimeToken } from '../../accounts/models-one-time.ts'
import { admit } from '../../accounts/registration-policy.ts'
import { registrationModes } from '../../settings.ts'
import { example } from '../helper.ts'
import { siteWithMail } from './mailbox.ts'

const day = 86_400_000

test('one function decides for every entrance', () => {
  const visitor = { entrance: 'visitor' } as const
  assert.equal(admit('open', visitor), 'at_once')
  assert.equal(admit('verify', visitor), 'by_letter')
  assert.throws(() => admit('invite', visitor), { code: 'invite_required' })
  assert.throws(() => admit('closed', { ...visitor, invite: 'x' }), { code: 'registration_closed' })
  for (const mode of ['open', 'verify', 'invite'] as const)
    assert.equal(admit(mode, { ...visitor, invite: 'x' }), 'by_invite')
  for (const mode of registrationModes) assert.equal(admit(mode, { entrance: 'operator' }), 'at_once')
})

test('closed: nobody registers, by JSON or by form, and the page says so', async t => {
  const site = await siteWithMail(t, { REGISTRATION: 'closed' })
  const { status, body } = await site.json('POST', '/users/', example)
  assert.deepEqual([status, body], [403, { error: '本站不开放注册', code: 'registration_closed' }])
  const page = await site.request('GET', '/reg', { headers: { accept: 'text/html' } })
  assert.equal(page.statusCode, 403)
  assert.match(page.body, /<h1>不开放注册<\/h1>/)
  assert.doesNotMatch(page.body, /action="\/reg"/)
  assert.equal(await User.objects.count(), 0)
})

test('verify: a free and a taken address get the same answer after the same work, and a letter each', async t => {
  const site = await siteWithMail(t, { REGISTRATION: 'verify' })
  await User.objects.create({ name: 'old', email: 'Taken@xdd.com', emailCanonical: 'taken@xdd.com', password: '!' })
  await site.json('POST', '/users/', { ...example, email: 'first@xdd.com' })
  const answers: unknown[] = []
  const statements: number[] = []
  for (const email of ['free@xdd.com', 'taken@xdd.com']) {
    const made = await captureQueries(site.database, async () => {
      const answer = await site.request('POST', '/users/', { json: { ...example, email } })
      const { date, ...headers } = answer.headers
      answers.push([answer.statusCode, answer.body, headers])
    })
    statements.push(made.length)
  }
  assert.deepEqual(answers[0], answers[1])
  assert.deepEqual((answers[0] as unknown[]).slice(0, 2), [202, '{}'])
  assert.equal(statements[0], statements[1])
  assert.equal(await User.objects.count(), 1)
  const [free] = await site.letters('free@xdd.com')
  const [taken] = await site.letters('Taken@xdd.com')
  assert.match(free?.text ?? '', /\/verify\?token=/)
  assert.match(taken?.text ?? '', /已经有账号/)
  assert.doesNotMatch(taken?.text ?? '', /token=/)
})

test('verify: the link and the password together make the account and log in, once', async t => {
  const site = await siteWithMail(t, { REGISTRATION: 'verify' })
  await site.json('POST', '/users/', example)
  const token = await site.secret(example.email)
  assert.equal((await site.json('POST', '/users/login', example)).status, 400)
  const wrong = await site.json('POST', '/users/verify', { token, password: 'abd' })
  assert.deepEqual([wrong.status, wrong.body.code], [400, 'bad_credentials'])
  const right = await site.json<{ token: string }>('POST', '/users/verify', { token, password: 'abc' })
  assert.equal(right.status, 200)
  assert.equal((await site.request('GET', '/users/me', { token: right.body.token })).statusCode, 200)
  const user = await User.objects.get()
  assert.deepEqual([user.email, user.verifiedAt], [example.email, new Date(site.now.ms)])
  const again = await site.json('POST', '/users/verify', { token, password: 'abc' })
  assert.deepEqual([again.status, again.body.code], [400, 'invalid_link'])
})

test('verify: who registers somebody else’s address gains nothing by its owner’s confirmation', async t => {
  const site = await siteWithMail(t, { REGISTRATION: 'verify' })
  await site.json('POST', '/users/', { ...example, password: 'of the attacker' })
  const planted = await site.secret(example.email)
  await site.json('POST', '/users/', { ...example, password: 'of the owner' })
  const own = await site.secret(example.email)
  assert.equal((await site.json('POST', '/users/verify', { token: planted, password: 'of the owner' })).status, 400)
  assert.equal((await site.json('POST', '/users/verify', { token: own, password: 'of the owner' })).status, 200)
  const late = await site.json('POST', '/users/verify', { token: planted, password: 'of the attacker' })
  assert.deepEqual([late.status, late.body.code], [400, 'email_taken'])
})

test('verify: a link that has expired makes nobody', async t => {
  const site = await siteWithMail(t, { REGISTRATION: 'verify' })
  await site.json('POST', '/users/', example)
  const token = await site.secret(example.email)
  site.now.ms += day
  const late = await site.json('POST', '/users/verify', { token, password: 'abc' })
  assert.deepEqual([late.status, late.body.code, await User.objects.count()], [400, 'invalid_link', 0])
})

test('verify: nobody’s mailbox is filled by who knows its address, and the answer stays the same', async t => {
  const site = await siteWithMail(t, { REGISTRATION: 'verify' })
  for (let at = 0; at < 8; at++) assert.equal((await site.json('POST', '/users/', example)).status, 202)
  assert.equal((await site.letters(example.email)).length, 5)
})

// ASVS 6.4.1: what the operator hands out is random, ends, and works once.
test('invite: only who was invited registers, once, and is logged in at once', async t => {
  const site = await siteWithMail(t, { REGISTRATION: 'invite' })
  const { secret } = await makeInvite(site.now.ms, { days: 7 })
  const without = await site.json('POST', '/users/', example)
  assert.deepEqual([without.status, without.body.code], [403, 'invite_required'])
  const made = await site.json('POST', '/users/', { ...example, invite: 'x'.repeat(43) })
  assert.deepEqual([made.status, made.body.code], [400, 'invalid_invite'])
  assert.equal((await site.json('POST', '/users/', { ...example, invite: secret })).status, 201)
  const again = await site.json('POST', '/users/', { ...example, email: 'other@xdd.com', invite: secret })
  assert.deepEqual([again.status, again.body.code], [400, 'invalid_invite'])
})

test('invite: an invitation for one address is for no other, and a taken address gives it back', async t => {
  const site = await siteWithMail(t, { REGISTRATION: 'invite' })
  const bound = await makeInvite(site.now.ms, { email: 'Friend@xdd.com', days: 7 })
  const stranger = await site.json('POST', '/users/', { ...example, invite: bound.secret })
  assert.deepEqual([stranger.status, stranger.body.code], [400, 'invalid_invite'])
  assert.equal(
    (await site.json('POST', '/users/', { ...example, email: 'friend@xdd.com', invite: bound.secret })).status,
    201,
  )
  const open = await makeInvite(site.now.ms, { days: 7 })
  const taken = await site.json('POST', '/users/', { ...example, email: 'friend@xdd.com', invite: open.secret })
  assert.deepEqual([taken.status, taken.body.code], [400, 'email_taken'])
  assert.equal((await site.json('POST', '/users/', { ...example, invite: open.secret })).status, 201)
})

test('invite: a hundred with one invitation at once make one user', async t => {
  const site = await siteWithMail(t, { REGISTRATION: 'invite', RATE_LIMIT: 'off' })
  const { secret } = await makeInvite(site.now.ms, { days: 7 })
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, at) =>
      site.json('POST', '/users/', { ...example, email: `u${at}@xdd.com`, invite: secret }),
    ),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(99).fill(400)])
  assert.deepEqual([await User.objects.count(), await Session.objects.count()], [1, 1])
})

test('the secrets of links are stored nowhere', async t => {
  const site = await siteWithMail(t, { REGISTRATION: 'verify', LOG_LEVELS: 'http=trace' })
  await site.json('POST', '/users/', example)
  const token = await site.secret(example.email)
  await site.request('GET', `/verify?token=${token}`, { headers: { accept: 'text/html' } })
  const rows = JSON.stringify(await OneTimeToken.objects.values())
  assert.ok(!rows.includes(token))
  assert.ok(!site.log.join('').includes(token))
})

test('a captcha that somebody put in is asked before anything is done', async t => {
  const captcha = { field: () => '' as never, verify: async (answer: string | undefined) => answer === 'right' }
  const site = await siteWithMail(t, {}, { captcha })
  const refused = await site.json('POST', '/users/', example)
  assert.deepEqual([refused.status, refused.body.code], [400, 'captcha_failed'])
  assert.equal((await site.json('POST', '/users/', { ...example, captcha: 'right' })).status, 201)
  assert.equal((await site.json('POST', '/users/password/forgotten', { email: example.email })).status, 400)
})
