import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { type LinkPurpose, lifetimes, makeLink } from '../../accounts/one-time-tokens.ts'
import { buildSite, cookiesOf, example, openBrowser, registerUser, type TestSite } from '../helper.ts'
import { runs } from '../hostile.ts'

// Over HTTP, after the kinds of attack in Wycheproof's JSON Web Signature vectors and RFC 8725.
// ASVS 9.1.1, ASVS 9.1.2, ASVS 9.1.3: signature, algorithm and key are checked before a claim counts.
// ASVS 9.2.1, ASVS 9.2.2, RFC 8725 3.12: the time of validity and the type of a token are checked.

const base64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const standard = (text: string) => Buffer.from(text, 'base64url').toString('base64')
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

describe('a token that is not ours', () => {
  let site: TestSite
  let good: string
  let claims: Record<string, unknown>
  before(async () => {
    site = await buildSite({ RATE_LIMIT: 'off', MAIL_URL: 'smtp://127.0.0.1:1', PUBLIC_URL: 'http://localhost' })
    good = await registerUser(site)
    claims = JSON.parse(Buffer.from(good.split('.')[1] ?? '', 'base64url').toString())
  })
  after(() => site.close())

  /** Sign with the very key of the site, so that nothing but the content is at fault. */
  const sign = (header: unknown, payload: unknown, hash = 'sha256') => {
    const input = `${base64(header)}.${base64(payload)}`
    return `${input}.${createHmac(hash, site.settings.secretKey).update(input).digest('base64url')}`
  }
  const header = { alg: 'HS256', typ: 'JWT' }
  const signed = (change: object) => sign(header, { ...claims, ...change })

  /** Ask who is logged in with a token in each of the three places. */
  async function refusedEverywhere(token: string): Promise<void> {
    for (const headers of [{ authorization: `Bearer ${token}` }, { jwt: token }, { 'x-jwt': token }]) {
      const answer = await site.request('GET', '/users/me', { headers })
      assert.equal(answer.statusCode, 401, `${token.slice(0, 200)}: ${answer.body}`)
      assert.deepEqual(Object.keys(answer.json()), ['error', 'code'])
    }
  }

  test('is not told from ours by this test: one that is signed alike passes', async () => {
    const answer = await site.request('GET', '/users/me', { token: signed({}) })
    assert.equal(answer.statusCode, 200)
  })

  const parts = () => good.split('.') as [string, string, string]
  const shapes: Readonly<Record<string, () => readonly string[]>> = {
    'in another number of segments': () => {
      const [head, body, mac] = parts()
      return [head, `${head}.${body}`, `${body}.${mac}`, `${good}.`, `${good}.${mac}`, `${good}.x.y`, `.${good}`, '..']
    },
    'with an empty segment': () => {
      const [head, body, mac] = parts()
      return [`.${body}.${mac}`, `${head}..${mac}`, `${head}.${body}.`, `..${mac}`, `${head}..`, `.${body}.`]
    },
    'in JSON serialisation': () => {
      const [head, body, mac] = parts()
      const flat = { payload: body, protected: head, signature: mac }
      return [flat, { payload: body, signatures: [flat] }, [flat], good].map(form => JSON.stringify(form))
    },
    'in base64 of another spelling': () => {
      const [head, body, mac] = parts()
      const last = letters.indexOf(mac.at(-1) ?? '')
      return [
        ...[`${mac}=`, `${mac}==`, `${mac}%3D`, `${mac} x`, `${mac.slice(0, 5)} ${mac.slice(5)}`].map(
          changed => `${head}.${body}.${changed}`,
        ),
        `${head}.${body}.${mac.slice(0, -1)}${letters[last ^ 1]}`,
        `${head}.${body}.${standard(mac)}`,
        `${standard(head)}=.${body}.${mac}`,
        `${head}\t.${body}.${mac}`,
        `${head}.${body}\u00a0.${mac}`,
        `${head}.${body}.${mac}\u200b`.normalize(),
      ]
    },
    'with a changed signature, payload or header': () => {
      const [head, body, mac] = parts()
      return [
        `${head}.${body}.${mac.slice(0, -4)}AAAA`,
        `${head}.${body}.${mac.slice(0, 20)}`,
        `${head}.${body}.${'A'.repeat(43)}`,
        `${head}.${base64({ ...claims, user_id: 2 })}.${mac}`,
        `${base64({ ...header, kid: 'x' })}.${body}.${mac}`,
      ]
    },
    'without an algorithm or with another one': () => [
      `${base64({ alg: 'none' })}.${base64(claims)}.`,
      `${base64({ alg: 'none', typ: 'JWT' })}.${base64(claims)}.${parts()[2]}`,
      ...[
        'none',
        'None',
        'NONE',
        'nOnE',
        '',
        'hs256',
        'HS256 ',
        'HS384',
        'HS512',
        'RS256',
        'ES256',
        'EdDSA',
        'dir',
      ].map(alg => sign({ alg, typ: 'JWT' }, claims)),
      sign({ alg: 'HS384', typ: 'JWT' }, claims, 'sha384'),
      sign({ alg: 'HS512', typ: 'JWT' }, claims, 'sha512'),
      ...[null, 256, ['HS256'], { HS256: true }, true].map(alg => sign({ alg, typ: 'JWT' }, claims)),
      sign({ typ: 'JWT' }, claims),
    ],
    'with a header that wants something': () =>
      [
        { crit: ['exp'], exp: 1 },
        { crit: [] },
        { crit: ['b64'], b64: false },
        { b64: false },
        { jku: 'http://127.0.0.1:1/keys' },
        { x5u: 'http://127.0.0.1:1/cert' },
        { x5c: ['AAAA'] },
        { jwk: { kty: 'oct', k: 'AAAA' } },
        { zip: 'DEF' },
        { enc: 'A128GCM' },
        { cty: 'JWT' },
        { typ: 'at+jwt' },
        { typ: ['JWT'] },
        { typ: null },
        { unheardOf: 1 },
      ].map(extra => sign({ ...header, ...extra }, claims)),
    'with a header or payload that is no object, or holds a key twice': () => [
      ...['', 'x', '{', 'null', '[]', '"HS256"', '1', '{"alg":"HS256"}x', '\ufeff{"alg":"HS256"}'].map(head =>
        sign(head, claims),
      ),
      ...['{"alg":"none","alg":"HS256"}', '{"alg":"HS256","__proto__":{}}', '{"alg":"HS256","typ":"JWT\\u0000"}'].map(
        head => sign(head, claims),
      ),
      ...['', 'x', '{', 'null', '[]', '"text"', '1', 'true', JSON.stringify([claims])].map(body => sign(header, body)),
      sign(header, `{"user_id":2,${JSON.stringify(claims).slice(1)}`),
      sign(header, `{"__proto__":{"user_id":1},${JSON.stringify(claims).slice(1)}`),
      sign(header, '['.repeat(2000)),
    ],
    'with claims of a wrong type or time': () => {
      const wrong = ['1', '', null, true, [], {}, -1, 0, 1.5, 1e300, Number.MAX_SAFE_INTEGER + 1]
      const now = Math.floor(site.now.ms / 1000)
      return [
        ...['exp', 'user_id', 'iat'].flatMap(name => wrong.map(value => signed({ [name]: value }))),
        ...['x', null, true, [], {}].map(nbf => signed({ nbf })),
        ...[{ exp: now }, { exp: now - 1 }, { exp: undefined }, { nbf: now + 1 }, { user_id: undefined }].map(signed),
        ...[1, null, [], {}, 'x', '', "' OR 1=1 --"].map(sid => signed({ sid })),
        ...['refresh', 'id', 'ACCESS', '', null, 1, ['access']].map(typ => signed({ typ })),
        signed({ user_id: 2 }),
        signed({ user_id: 999_999 }),
      ]
    },
    'of a size that nobody needs': () => [
      `${good}${'A'.repeat(8000)}`,
      signed({ x: 'x'.repeat(8000) }),
      sign({ ...header, kid: 'x'.repeat(8000) }, claims),
      '.'.repeat(8000),
      'A'.repeat(12_000),
    ],
  }
  for (const [what, make] of Object.entries(shapes)) {
    test(`${what} is answered 401`, async () => {
      for (const token of make()) await refusedEverywhere(token)
    })
  }

  test('by any one change is answered 401', async () => {
    const change = fc.tuple(
      fc.nat(good.length - 1),
      fc.integer({ min: 1, max: 126 }).map(code => String.fromCharCode(code)),
    )
    const trial = fc.asyncProperty(change, fc.boolean(), async ([at, character], insert) => {
      const changed = good.slice(0, at) + character + good.slice(insert ? at : at + 1)
      fc.pre(changed !== good && /^[\x21-\x7e]+$/.test(changed))
      const answer = await site.request('GET', '/users/me', { token: changed })
      assert.equal(answer.statusCode, 401)
    })
    await fc.assert(trial, runs(150))
  })

  test('but for another purpose opens nothing else', async () => {
    const browser = await openBrowser(site)
    const json = { email: example.email, password: example.password }
    const pair = (await site.request('POST', '/users/token', { json })).json<{ refresh_token: string }>()
    const loggedIn = cookiesOf(await site.request('POST', '/users/login', { ...browser, json }))
    const others: Record<string, string> = { refresh: pair.refresh_token }
    const purposes = Object.keys(lifetimes) as LinkPurpose[] // the keys of a literal
    for (const purpose of purposes) {
      others[purpose] = (await makeLink(purpose, site.now.ms, { userId: 1, email: example.email })).secret
    }
    const cookies = { session: loggedIn.sessionid ?? '', csrf: loggedIn.csrftoken ?? '', device: loggedIn.device ?? '' }
    for (const token of Object.values({ ...others, ...cookies })) await refusedEverywhere(token)
    for (const token of [good, ...Object.values(others), ...Object.values(cookies)]) {
      const session = await site.request('GET', '/users/me', { cookies: { sessionid: token } })
      assert.equal(session.statusCode, token === cookies.session ? 200 : 401)
      if (token !== others.refresh) {
        const answer = await site.request('POST', '/users/token/refresh', { json: { refresh_token: token } })
        assert.ok([400, 401].includes(answer.statusCode), answer.body)
      }
      const newPassword = { password: 'a new and better one' }
      const attempts = [
        ['reset', '/users/password/reset', newPassword],
        ['verify', '/users/verify', { password: example.password }],
        ['email', '/users/email', {}],
        ['invite', '/users/', { ...example, email: 'guest@xdd.com', invite: token }],
        ['second_factor', '/users/login/second-factor', { ticket: token, code: '123456' }],
      ] as const
      for (const [purpose, url, rest] of attempts) {
        if (token === others[purpose]) continue
        const named = 'invite' in rest || 'ticket' in rest ? {} : { token }
        const answer = await site.request('POST', url, { json: { ...named, ...rest } })
        assert.ok([400, 401].includes(answer.statusCode), `${url}: ${answer.body}`)
      }
    }
  })

  test('is not saved by a good one beside it', async () => {
    const both = await site.request('GET', '/users/me', { headers: { authorization: 'Bearer x.y.z', jwt: good } })
    assert.equal(both.statusCode, 401)
    const session = cookiesOf(
      await site.request('POST', '/users/login', {
        ...(await openBrowser(site)),
        json: { email: example.email, password: example.password },
      }),
    )
    const beside = await site.request('GET', '/users/me', { token: 'x.y.z', cookies: session })
    assert.equal(beside.statusCode, 401)
  })

  test('too large for a header is refused before anything looks at it', async t => {
    const other = await buildSite()
    t.after(() => other.close())
    const origin = await other.app.listen({ port: 0, host: '127.0.0.1' })
    const answer = await fetch(`${origin}/users/me`, { headers: { jwt: 'x'.repeat(20_000) } })
    assert.equal(answer.status, 431)
    assert.deepEqual(Object.keys((await answer.json()) as object), ['error', 'code'])
  })
})
