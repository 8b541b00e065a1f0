import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { exportSPKI, generateKeyPair, UnsecuredJWT } from 'jose'
import { AuditEvent } from '../../../accounts/audit/models.ts'
import { User } from '../../../accounts/models.ts'
import { OneTimeToken } from '../../../accounts/models-one-time.ts'
import { Reader } from '../../reader.ts'
import { type Lies, startProvider } from './provider.ts'
import { leave, settingsOf, siteWithProvider, visitProvider, whoIs } from './site.ts'

/** Come back from a provider that lies, and see that nobody was let in and nothing was made. */
async function assertRefused(t: TestContext, lies: Lies, code = 'sign_in_invalid'): Promise<void> {
  const { site, provider } = await siteWithProvider(t)
  provider.lies = lies
  const reader = new Reader(site)
  const back = await reader.open(provider.authorize(await leave(reader)))
  assert.ok(back.statusCode === 400, `${back.statusCode} ${back.headers.location}`)
  assert.equal(await whoIs(reader), undefined)
  assert.equal(await User.objects.count(), 0)
  assert.equal(back.cookies.find(({ name }) => name === 'sessionid')?.value ?? '', '')
  const logged = site.log.find(line => line.includes('a provider’s answer was not taken')) ?? ''
  assert.equal(logged !== '', code === 'sign_in_invalid' || code === 'sign_in_refused')
}

/** The site's clock at the beginning of a test, in seconds: what it says counts, and not the machine's. */
const now = Date.UTC(2026, 0, 1, 12) / 1000

// ASVS 6.8.2, ASVS 10.5.1, ASVS 10.5.4.
describe('an ID token', () => {
  const lies: readonly (readonly [string, Lies])[] = [
    ['with another nonce', { claims: { nonce: 'x'.repeat(43) } }],
    ['without a nonce', { claims: { nonce: undefined } }],
    ['of another issuer', { claims: { iss: 'https://evil.example' } }],
    ['for another audience', { claims: { aud: 'another client' } }],
    ['for several audiences, and another party', { claims: { aud: ['the blog', 'another'], azp: 'another' } }],
    ['that has expired', { claims: { iat: now - 7200, exp: now - 3600 } }],
    ['of tomorrow', { claims: { iat: now + 86_400, nbf: now + 86_400, exp: now + 90_000 } }],
    ['that never expires', { claims: { exp: undefined } }],
    ['without a subject', { claims: { sub: undefined } }],
    ['with an empty subject', { claims: { sub: '' } }],
    ['with a subject that is no text', { claims: { sub: 7 } }],
    ['with a subject that is too long', { claims: { sub: 'x'.repeat(256) } }],
    ['that nobody signed', { sign: async payload => new UnsecuredJWT(payload).encode() }],
    [
      'signed with the client’s secret',
      { sign: (payload, provider) => provider.sign(payload, Buffer.from(provider.clientSecret), 'HS256') },
    ],
    [
      'signed with the public key as if it were a secret',
      {
        sign: async (payload, provider) =>
          provider.sign(payload, Buffer.from(await exportSPKI(provider.publicKey)), 'HS256'),
      },
    ],
    [
      'signed with a stranger’s key',
      { sign: async (payload, provider) => provider.sign(payload, (await generateKeyPair('RS256')).privateKey) },
    ],
    [
      'that was changed after signing',
      {
        sign: async (payload, provider) => {
          const [head, , signature] = (await provider.sign(payload)).split('.')
          const changed = Buffer.from(JSON.stringify({ ...payload, sub: 'root' })).toString('base64url')
          return [head, changed, signature].join('.')
        },
      },
    ],
    ['that is none', { sign: async () => 'nonsense' }],
  ]
  for (const [name, lie] of lies) test(`${name} lets nobody in`, t => assertRefused(t, lie))
})

// ASVS 10.2.1, ASVS 10.2.2.
describe('the way back', () => {
  test('from another issuer than the one that was asked lets nobody in (RFC 9207)', t =>
    assertRefused(t, { back: { iss: 'https://evil.example' } }))

  test('without the issuer that was promised lets nobody in', t => assertRefused(t, { back: { iss: undefined } }))

  test('with another state lets nobody in', t =>
    assertRefused(t, { back: { state: 'x'.repeat(43) } }, 'sign_in_lapsed'))

  test('with a refusal says so', t =>
    assertRefused(t, { back: { code: undefined, error: 'access_denied' } }, 'sign_in_refused'))

  test('with a code of somebody else’s log-in lets nobody in (PKCE)', async t => {
    const { site, provider } = await siteWithProvider(t)
    const stolen = new URL(provider.authorize(await leave(new Reader(site))), 'http://localhost').searchParams.get(
      'code',
    )
    const eve = new Reader(site)
    provider.lies = { back: { code: stolen ?? '' } }
    assert.equal((await eve.open(provider.authorize(await leave(eve)))).statusCode, 400)
    assert.equal(await whoIs(eve), undefined)
    assert.equal(provider.tokens, 0)
  })

  test('in another browser than the one that was sent away lets nobody in (log-in CSRF)', async t => {
    const { site, provider } = await siteWithProvider(t)
    const eve = new Reader(site)
    const back = provider.authorize(await leave(eve))
    for (const victim of [new Reader(site), new Reader(site)]) {
      const answer = await victim.open(back)
      assert.equal(answer.statusCode, 400)
      assert.equal(await whoIs(victim), undefined)
    }
    const busy = new Reader(site)
    await leave(busy)
    assert.equal((await busy.open(back)).statusCode, 400, 'one that is at the provider itself')
    assert.equal((await eve.open(back)).statusCode, 303, 'and the right one is still let in')
  })

  test('works once', async t => {
    const { site, provider } = await siteWithProvider(t)
    const reader = new Reader(site)
    const back = provider.authorize(await leave(reader))
    const cookies = { ...reader.cookies }
    assert.equal((await reader.open(back)).statusCode, 303)
    const again = new Reader(site)
    Object.assign(again.cookies, cookies)
    assert.equal((await again.open(back)).statusCode, 400)
    assert.equal(await whoIs(again), undefined)
    assert.equal(provider.exchanges, 1, 'the code was not even asked about')
  })

  test('works for ten minutes', async t => {
    const { site, provider } = await siteWithProvider(t)
    const reader = new Reader(site)
    const back = provider.authorize(await leave(reader))
    site.now.ms += 10 * 60_000
    assert.equal((await reader.open(back)).statusCode, 400)
  })

  test('to the address of another provider lets nobody in (mix-up)', async t => {
    const [other, { site, provider }] = await withTwo(t)
    // Neither says who answers, as providers before RFC 9207.
    for (const one of [other, provider]) {
      one.metadata = { authorization_response_iss_parameter_supported: false }
      one.lies = { back: { iss: undefined } }
    }
    const reader = new Reader(site)
    const back = provider.authorize(await leave(reader))
    assert.equal((await reader.open(back.replace('/with/work/', '/with/other/'))).statusCode, 400)
    assert.deepEqual([other.exchanges, provider.exchanges], [0, 0], 'no code was sent to the wrong one')
  })

  async function withTwo(t: TestContext) {
    const other = await startProvider(t)
    const env = { ...settingsOf(other, 'other'), OIDC_PROVIDERS: 'work,other' }
    const both = await siteWithProvider(t, env)
    return [other, both] as const
  }

  test('leads only to this site', async t => {
    const { site, provider } = await siteWithProvider(t)
    for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      const reader = new Reader(site)
      assert.equal((await visitProvider(reader, provider, { next })).headers.location, '/')
    }
  })

  test('is an error as JSON to a program, and does nothing without a row', async t => {
    const { site } = await siteWithProvider(t)
    const answer = await site.request('GET', '/login/with/work/callback?code=x&state=y')
    assert.deepEqual([answer.statusCode, answer.json().code], [400, 'sign_in_lapsed'])
    assert.equal((await site.request('GET', '/login/with/nobody/callback?code=x&state=y')).statusCode, 404)
  })
})

describe('going away', () => {
  test('takes a form of ours: another site can send nobody to a provider (ASVS 7.6.2)', async t => {
    const { site, provider } = await siteWithProvider(t)
    const headers = { accept: 'text/html', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    assert.equal((await site.request('POST', '/login/with/work', { headers, form: {} })).statusCode, 403)
    assert.equal((await site.request('GET', '/login/with/work')).statusCode, 405)
    assert.equal(provider.asked.length, 0)
  })

  test('leaves nothing in the database by which a log-in could be finished', async t => {
    const { site } = await siteWithProvider(t)
    const reader = new Reader(site)
    const asked = new URL(await leave(reader)).searchParams
    const stored = JSON.stringify(await OneTimeToken.objects.all().values())
    for (const secret of [asked.get('state'), asked.get('nonce'), reader.cookies.provider]) {
      assert.ok(secret && !stored.includes(secret))
    }
    assert.ok(!site.log.some(line => line.includes(String(reader.cookies.provider))))
  })

  test('holds its secret in a cookie that only this host over HTTPS can set', async t => {
    const { site } = await siteWithProvider(t, { PUBLIC_URL: 'https://localhost' })
    const reader = new Reader(site, { origin: 'https://localhost' })
    await reader.open('/login')
    const { cookies } = await reader.send('/login/with/work')
    const cookie = cookies.find(({ name }) => name.endsWith('provider'))
    assert.deepEqual(
      [cookie?.name, cookie?.httpOnly, cookie?.secure, cookie?.sameSite, cookie?.path, cookie?.maxAge],
      ['__Host-provider', true, true, 'Lax', '/', 600],
    )
  })

  test('is limited per network', async t => {
    const { site } = await siteWithProvider(t, { RATE_LIMIT: 'on' })
    const ask = () => site.request('GET', '/login/with/work/callback?code=x&state=y')
    for (let n = 0; n < 30; n++) assert.equal((await ask()).statusCode, 400)
    assert.equal((await ask()).statusCode, 429)
  })
})

describe('a provider that is out of reach', () => {
  // ASVS 10.5.3: what says that it is somebody else counts as out of reach, too.
  test('keeps no site from starting, is said so on the page and as JSON, and is asked again', async t => {
    const { site, provider, env } = await siteWithProvider(t)
    const honest = provider.metadata
    provider.metadata = { issuer: 'https://evil.example' }
    const reader = new Reader(site)
    await reader.open('/login')
    const page = await reader.send('/login/with/work')
    assert.equal(page.statusCode, 503)
    assert.match(page.body, /暂时联系不上这个登录服务/)
    const json = await site.request('POST', '/login/with/work', { form: {}, headers: { accept: 'application/json' } })
    assert.deepEqual([json.statusCode, json.json().code, json.headers['retry-after']], [503, 'busy', '30'])
    provider.metadata = honest
    assert.equal((await visitProvider(reader, provider)).statusCode, 303)
    assert.ok(!site.log.join('').includes(env.OIDC_WORK_CLIENT_SECRET ?? ''), 'its secret is in no log')
  })
})

test('a refused log-in of a disabled user is written down', async t => {
  const { site, provider } = await siteWithProvider(t)
  await visitProvider(new Reader(site), provider)
  await User.objects.all().update({ disabledAt: new Date(site.now.ms) })
  await visitProvider(new Reader(site), provider)
  const event = await AuditEvent.objects.get({ event: 'login_failed' })
  assert.deepEqual([event.userId, event.details], [1, { method: provider.issuer }])
})
