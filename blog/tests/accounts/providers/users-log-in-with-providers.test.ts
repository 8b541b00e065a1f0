import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AuditEvent } from '../../../accounts/audit/models.ts'
import { makeInvite } from '../../../accounts/invites.ts'
import { User } from '../../../accounts/models.ts'
import { Identity } from '../../../accounts/providers/models.ts'
import { Reader } from '../../reader.ts'
import { ada, leave, register, siteWithProvider, visitProvider, whoIs } from './site.ts'

const summaryOf = (body: string) => /<div class="summary"[^>]*>\s*<h2>([^<]*)</.exec(body)?.[1]

describe('somebody new', () => {
  test('becomes a user by the word of a provider, and is logged in where they were going', async t => {
    const { site, provider } = await siteWithProvider(t)
    const reader = new Reader(site)
    const back = await visitProvider(reader, provider, { next: '/pub' })
    assert.deepEqual([back.statusCode, back.headers.location], [303, '/pub'])
    assert.deepEqual(await whoIs(reader), { id: 1, name: 'Ada', email: 'ada@xdd.com' })
    const user = await User.objects.get({ pk: 1 })
    assert.deepEqual([user.password, user.verifiedAt?.getTime()], ['!', site.now.ms])
    const identity = await Identity.objects.get({ user })
    assert.deepEqual([identity.issuer, identity.subject], [provider.issuer, 'ada-1'])
    const events = [...(await AuditEvent.objects.all())]
    assert.deepEqual(
      events.map(({ event, details }) => [event, details]),
      [['registered', { method: provider.issuer }]],
    )
  })

  test('is sent with state, nonce and a challenge, and to come back to the public address alone', async t => {
    const { site, provider } = await siteWithProvider(t, { ALLOWED_HOSTS: '*' })
    const address = await leave(new Reader(site, { host: 'evil.example', origin: 'http://evil.example' }))
    const asked = new URL(address).searchParams
    assert.equal(asked.get('redirect_uri'), 'http://localhost/login/with/work/callback')
    assert.deepEqual(
      ['response_type', 'scope', 'client_id', 'code_challenge_method'].map(name => asked.get(name)),
      ['code', 'openid email profile', provider.clientId, 'S256'],
    )
    for (const name of ['state', 'nonce', 'code_challenge']) assert.match(asked.get(name) ?? '', /^[\w-]{43}$/)
    assert.equal(new Set(['state', 'nonce', 'code_challenge'].map(name => asked.get(name))).size, 3)
  })

  test('logs in to the same account next time, whatever the address is by then', async t => {
    const { site, provider } = await siteWithProvider(t)
    await visitProvider(new Reader(site), provider)
    provider.user = { ...ada, email: 'countess@xdd.com', email_verified: false }
    const reader = new Reader(site)
    await visitProvider(reader, provider)
    assert.deepEqual(await whoIs(reader), { id: 1, name: 'Ada', email: 'ada@xdd.com' })
    assert.equal(await User.objects.count(), 1)
  })

  // ASVS 6.8.1, ASVS 10.5.2.
  test('is told apart by issuer and subject, not by address', async t => {
    const { site, provider } = await siteWithProvider(t)
    await visitProvider(new Reader(site), provider)
    provider.user = { ...ada, sub: 'somebody else' }
    const reader = new Reader(site)
    const back = await visitProvider(reader, provider)
    assert.equal(back.statusCode, 400)
    assert.equal(await whoIs(reader), undefined)
  })

  test('may be known by the user info alone, where the ID token holds no address', async t => {
    const { site, provider } = await siteWithProvider(t)
    provider.metadata = { userinfo_endpoint: `${provider.issuer}/userinfo` }
    provider.lies = { claims: { email: undefined, email_verified: undefined } }
    const reader = new Reader(site)
    await visitProvider(reader, provider)
    assert.equal((await whoIs(reader))?.email, 'ada@xdd.com')
  })

  test('gets a name that can be shown, whatever the provider calls them', async t => {
    const { site, provider } = await siteWithProvider(t)
    provider.user = { ...ada, name: 'a\u202eb', nickname: '', preferred_username: 'x'.repeat(60) }
    const reader = new Reader(site)
    await visitProvider(reader, provider)
    assert.equal((await whoIs(reader))?.name, 'x'.repeat(48))
  })
})

describe('the policy of registering', () => {
  test('keeps newcomers out of a closed site, and lets users in', async t => {
    const { site, provider } = await siteWithProvider(t, { REGISTRATION: 'closed' })
    const back = await visitProvider(new Reader(site), provider)
    assert.equal(back.statusCode, 403)
    assert.equal(await User.objects.count(), 0)
    const user = await User.objects.create({
      name: 'Ada',
      email: 'ada@xdd.com',
      emailCanonical: 'ada@xdd.com',
      password: '!',
    })
    const createdAt = new Date(site.now.ms)
    await Identity.objects.create({ user, issuer: provider.issuer, subject: 'ada-1', createdAt })
    const reader = new Reader(site)
    await visitProvider(reader, provider)
    assert.equal((await whoIs(reader))?.id, user.id)
  })

  test('asks for an invitation where the site does, and uses it up', async t => {
    const { site, provider } = await siteWithProvider(t, { REGISTRATION: 'invite' })
    assert.equal((await visitProvider(new Reader(site), provider)).statusCode, 403)
    const { secret } = await makeInvite(site.now.ms, { days: 1 })
    const page = await new Reader(site).open(`/reg?invite=${secret}`)
    assert.match(page.body, new RegExp(`action="/login/with/work".*name="invite" value="${secret}"`, 's'))
    assert.equal((await visitProvider(new Reader(site), provider, { invite: 'x'.repeat(43) })).statusCode, 400)
    assert.equal((await visitProvider(new Reader(site), provider, { invite: secret })).statusCode, 303)
    provider.user = { ...ada, sub: 'bob-1', email: 'bob@xdd.com' }
    assert.equal((await visitProvider(new Reader(site), provider, { invite: secret })).statusCode, 400)
    assert.equal(await User.objects.count(), 1)
  })
})

describe('an address for which the provider does not vouch', () => {
  const unverified = { ...ada, email_verified: false }

  test('is written to first; the link makes the account, in the same browser', async t => {
    const { site, provider } = await siteWithProvider(t)
    provider.user = unverified
    const reader = new Reader(site)
    assert.equal((await visitProvider(reader, provider)).headers.location, '/letter')
    assert.equal(await User.objects.count(), 0)
    const [letter] = await site.letters('ada@xdd.com')
    const link = /http:\/\/localhost(\/join\?token=[\w-]{43})$/m.exec(letter?.text ?? '')?.[1] ?? ''
    const token = link.split('=')[1] ?? ''

    const stranger = new Reader(site)
    await stranger.open(link)
    assert.equal((await stranger.send('/join', { token })).statusCode, 400, 'another browser')
    assert.equal(await User.objects.count(), 0)

    await reader.open(link)
    assert.equal((await reader.send('/join', { token })).statusCode, 303)
    assert.equal((await whoIs(reader))?.email, 'ada@xdd.com')
    assert.notEqual((await User.objects.get({ pk: 1 })).verifiedAt, null)
    const again = new Reader(site)
    await visitProvider(again, provider)
    assert.equal((await whoIs(again))?.id, 1)
  })

  test('tells nothing about accounts: the answer is the same, the owner gets a letter', async t => {
    const { site, provider } = await siteWithProvider(t)
    await register(site, 'ada@xdd.com')
    provider.user = unverified
    const taken = await visitProvider(new Reader(site), provider)
    provider.user = { ...unverified, sub: 'bob', email: 'bob@xdd.com' }
    const free = await visitProvider(new Reader(site), provider)
    assert.deepEqual([taken.statusCode, taken.headers.location], [free.statusCode, free.headers.location])
    assert.deepEqual(Object.keys(taken.headers).sort(), Object.keys(free.headers).sort())
    assert.match((await site.letters('ada@xdd.com'))[0]?.text ?? '', /已经有账号/)
    assert.equal(await Identity.objects.count(), 0)
  })

  test('that is missing keeps them out with a sentence', async t => {
    const { site, provider } = await siteWithProvider(t)
    provider.user = { sub: 'x' }
    const back = await visitProvider(new Reader(site), provider)
    assert.deepEqual([back.statusCode, summaryOf(back.body)], [400, '对方没有提供可用的邮箱，请用邮箱注册，之后再关联'])
  })
})

describe('an account that is there already', () => {
  test('is not entered by its address: it is logged in to, and linked from its page', async t => {
    const { site, provider } = await siteWithProvider(t)
    const owner = await register(site, 'ada@xdd.com')
    const refused = new Reader(site)
    const back = await visitProvider(refused, provider)
    assert.equal(back.statusCode, 400)
    assert.match(summaryOf(back.body) ?? '', /^这个邮箱已有账号。请先用原来的方式登录/)
    assert.equal(await whoIs(refused), undefined)

    const wish = { page: '/me', action: '/me/identities/with/work' }
    assert.equal((await visitProvider(owner, provider, wish)).headers.location, '/me')
    assert.match((await owner.open('/me')).body, /Work ID/)
    assert.match((await site.letters('ada@xdd.com')).at(-1)?.text ?? '', /关联了/)
    const reader = new Reader(site)
    await visitProvider(reader, provider)
    assert.equal((await whoIs(reader))?.email, 'ada@xdd.com')
    const { identities } = (await owner.call('GET', '/users/me/identities')).json()
    assert.deepEqual([identities[0].title, identities[0].email], ['Work ID', 'ada@xdd.com'])
    const events = [...(await AuditEvent.objects.filter({ userId: 1 }).orderBy('id'))].map(({ event }) => event)
    assert.deepEqual(events, ['registered', 'identity_linked', 'logged_in'])
  })

  test('links only after its user has shown lately who they are', async t => {
    const { site, provider } = await siteWithProvider(t)
    const owner = await register(site, 'ada@xdd.com')
    site.now.ms += 11 * 60_000
    await owner.open('/me')
    const answer = await owner.send('/me/identities/with/work', { next: '/me' })
    assert.deepEqual([answer.statusCode, answer.headers.location], [303, '/me/confirm?next=%2Fme'])
    assert.equal(provider.asked.length, 0)
  })

  test('takes no identity that another account has', async t => {
    const { site, provider } = await siteWithProvider(t)
    await visitProvider(new Reader(site), provider)
    const bob = await register(site, 'bob@xdd.com')
    const back = await visitProvider(bob, provider, { page: '/me', action: '/me/identities/with/work' })
    assert.equal(back.statusCode, 400)
    assert.equal(await Identity.objects.filter({ user__email: 'bob@xdd.com' }).count(), 0)
  })

  test('unlinks, and its owner hears of it', async t => {
    const { site, provider } = await siteWithProvider(t)
    const owner = await register(site, 'ada@xdd.com')
    await visitProvider(owner, provider, { page: '/me', action: '/me/identities/with/work' })
    await site.letters('ada@xdd.com')
    const { identities } = (await owner.call('GET', '/users/me/identities')).json()
    await owner.open('/me')
    assert.equal((await owner.send(`/me/identities/${identities[0].id}/unlink`)).headers.location, '/me')
    assert.match((await site.letters('ada@xdd.com'))[0]?.text ?? '', /不能再用来登录/)
    assert.equal((await visitProvider(new Reader(site), provider)).statusCode, 400)
  })

  test('loses what was linked before its address was proven', async t => {
    const { site, provider } = await siteWithProvider(t)
    const attacker = await register(site, 'victim@xdd.com')
    await visitProvider(attacker, provider, { page: '/me', action: '/me/identities/with/work' })
    assert.equal(await Identity.objects.count(), 1)
    await site.letters('victim@xdd.com')
    await site.json('POST', '/users/password/forgotten', { email: 'victim@xdd.com' })
    const [letter] = await site.letters('victim@xdd.com')
    const token = /reset\?token=([\w-]{43})/.exec(letter?.text ?? '')?.[1]
    assert.equal(
      (await site.json('POST', '/users/password/reset', { token, password: 'a new long password' })).status,
      200,
    )
    assert.equal(await Identity.objects.count(), 0)
    assert.equal(await whoIs(attacker), undefined)
  })

  test('that is disabled is not entered', async t => {
    const { site, provider } = await siteWithProvider(t)
    await visitProvider(new Reader(site), provider)
    await User.objects.all().update({ disabledAt: new Date(site.now.ms) })
    const reader = new Reader(site)
    assert.equal((await visitProvider(reader, provider)).statusCode, 400)
    assert.equal(await whoIs(reader), undefined)
  })
})

describe('pages', () => {
  test('offer the providers in both languages, and need no script', async t => {
    const { site } = await siteWithProvider(t)
    for (const path of ['/login', '/reg']) assert.match((await new Reader(site).open(path)).body, /用 Work ID 登录/)
    const english = await new Reader(site, { 'accept-language': 'en' }).open('/login')
    assert.match(english.body, /Log in with Work ID/)
  })

  test('offer nothing where there are none, and there is no way in', async t => {
    const { site } = await siteWithProvider(t, { OIDC_PROVIDERS: '' })
    const reader = new Reader(site)
    assert.doesNotMatch((await reader.open('/login')).body, /login\/with/)
    assert.equal((await reader.send('/login/with/work')).statusCode, 404)
  })
})
