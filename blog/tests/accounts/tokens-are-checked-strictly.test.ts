import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, test } from 'node:test'
import { sharedKeys } from '../../accounts/signing/keys.ts'
import { Tokens } from '../../accounts/tokens.ts'
import { NotAuthenticated } from '../../http/problems.ts'

const key = 'the secret key of this test, 32 bytes or more'
const start = Date.UTC(2026, 0, 1)

function tokensAt(now: { ms: number }, secretKeys: readonly [string, ...string[]] = [key]): Tokens {
  return new Tokens({ keys: sharedKeys(secretKeys), expire: 600, clock: () => now.ms })
}

const base64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** Sign by hand, so that the other side of every check is an implementation that is not ours. */
function sign(header: unknown, payload: unknown, secret = key, hash = 'sha256'): string {
  const input = `${base64(header)}.${base64(payload)}`
  return `${input}.${createHmac(hash, secret).update(input).digest('base64url')}`
}

const hs256 = { typ: 'JWT', alg: 'HS256' }
const seconds = start / 1000
const good = { user_id: 7, timestamp: seconds, iat: seconds, exp: seconds + 600 }

async function refusal(token: string, now = { ms: start }): Promise<string> {
  try {
    await tokensAt(now).verify(token)
  } catch (error) {
    assert.ok(error instanceof NotAuthenticated, String(error))
    return error.code
  }
  throw new Error('accepted')
}

// RFC 8725 3.1, RFC 8725 3.2, RFC 8725 3.3, RFC 8725 3.7, RFC 8725 3.10, RFC 8725 3.11: one algorithm, one form, no key but ours.
describe('a token', () => {
  test('is what the document describes, and verifies by hand', async () => {
    const [header = '', payload = '', signature, ...rest] = (await tokensAt({ ms: start }).make(7, 'k')).split('.')
    assert.equal(rest.length, 0)
    assert.deepEqual(JSON.parse(Buffer.from(header, 'base64url').toString()), { alg: 'HS256', typ: 'JWT' })
    const { jti, ...claims } = JSON.parse(Buffer.from(payload, 'base64url').toString())
    assert.deepEqual(claims, {
      user_id: 7,
      timestamp: seconds,
      typ: 'access',
      sid: 'k',
      iat: seconds,
      exp: seconds + 600,
    })
    assert.match(jti, /^[0-9a-f-]{36}$/)
    assert.equal(signature, createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url'))
  })

  test('made by another program with the same key passes', async () => {
    const claims = await tokensAt({ ms: start }).verify(
      sign(hs256, { user_id: 7, timestamp: seconds, exp: seconds + 9 }),
    )
    assert.deepEqual(claims, { userId: 7, issuedAt: seconds, expiresAt: seconds + 9 })
  })

  test('expires by the clock, remembered or not', async () => {
    const now = { ms: start }
    const tokens = tokensAt(now)
    const token = sign(hs256, good)
    await tokens.verify(token)
    now.ms += 599_999
    await tokens.verify(token)
    now.ms += 1
    await assert.rejects(tokens.verify(token), { code: 'token_expired' })
    assert.equal(await refusal(token, now), 'token_expired')
  })

  test('signed with an earlier key passes while that key is a fallback', async () => {
    const old = sign(hs256, good, 'an earlier key')
    assert.equal((await tokensAt({ ms: start }, [key, 'an earlier key']).verify(old)).userId, 7)
    assert.equal(await refusal(old), 'invalid_token')
  })

  const { exp, ...endless } = good
  for (const [what, token] of [
    ['without exp', sign(hs256, endless)],
    ['with alg none', `${base64({ typ: 'JWT', alg: 'none' })}.${base64(good)}.`],
    ['with alg none and a signature', sign({ typ: 'JWT', alg: 'none' }, good)],
    ['with alg in another case', sign({ typ: 'JWT', alg: 'hs256' }, good)],
    ['of another algorithm', sign({ typ: 'JWT', alg: 'HS512' }, good, key, 'sha512')],
    ['with another key', sign(hs256, good, 'another key')],
    ['of two segments', sign(hs256, good).split('.').slice(0, 2).join('.')],
    ['of four segments', `${sign(hs256, good)}.x`],
    ['with an empty segment', sign(hs256, good).replace(/\.[^.]+\./, '..')],
    ['with padding', `${sign(hs256, good)}=`],
    ['with an altered payload', sign(hs256, good).replace(/\.[^.]+\./, `.${base64({ ...good, user_id: 8 })}.`)],
    ['with a header that chooses a key', sign({ ...hs256, jku: 'https://evil.example/keys' }, good)],
    ['with an embedded key', sign({ ...hs256, jwk: { kty: 'oct', k: 'eA' } }, good, 'x')],
    ['with critical headers', sign({ ...hs256, crit: ['b64'], b64: true }, good)],
    ['of another type', sign({ typ: 'at+jwt', alg: 'HS256' }, good)],
    ['for another purpose', sign(hs256, { ...good, typ: 'refresh' })],
    ['with a duplicate header', sign('{"alg":"none","alg":"HS256"}', good)],
    ['with a duplicate claim', sign(hs256, `{"user_id":1,"user_id":7,"timestamp":1,"exp":${exp}}`)],
    ['with a payload that is an array', sign(hs256, [good])],
    ['with a payload that is not JSON', sign(hs256, 'x')],
    ['with a user_id that is a text', sign(hs256, { ...good, user_id: '7' })],
    ['with a user_id of zero', sign(hs256, { ...good, user_id: 0 })],
    ['without user_id', sign(hs256, { ...good, user_id: undefined })],
    ['with nbf in the future', sign(hs256, { ...good, nbf: seconds + 60 })],
    ['of absurd length', sign(hs256, { ...good, x: 'x'.repeat(5000) })],
    ['that is empty', ''],
    ['that is noise', '\u0000.\u0000.\u0000'],
  ] as const) {
    test(`${what} is refused`, async () => assert.equal(await refusal(token), 'invalid_token'))
  }

  test('with bits set that nobody reads is refused', async () => {
    const token = sign(hs256, good)
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const twin = token.slice(0, -1) + letters[letters.indexOf(token.at(-1) ?? '') ^ 1]
    assert.deepEqual(
      Buffer.from(twin.split('.')[2] ?? '', 'base64url'),
      Buffer.from(token.split('.')[2] ?? '', 'base64url'),
    )
    assert.equal(await refusal(twin), 'invalid_token')
  })
})
