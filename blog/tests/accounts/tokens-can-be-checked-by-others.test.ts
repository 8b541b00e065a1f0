import assert from 'node:assert/strict'
import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign as signBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose'
import { buildSite, registerUser, type TestSite } from '../helper.ts'

const folder = mkdtempSync(join(tmpdir(), 'inkstone-keys-'))
after(() => rmSync(folder, { recursive: true }))
const origin = 'https://blog.example.com'

function keyFile(name: string, key: KeyObject): string {
  const file = join(folder, name)
  const type = key.type === 'private' ? 'pkcs8' : 'spki'
  writeFileSync(file, key.export({ type, format: 'pem' }))
  return file
}

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

interface Jwks {
  readonly keys: readonly { readonly kid: string; readonly [name: string]: unknown }[]
}

const keysOf = async (site: TestSite) => (await site.request('GET', '/.well-known/jwks.json')).json<Jwks>().keys
const statusOf = async (site: TestSite, token: string) => (await site.request('GET', '/users/me', { token })).statusCode

// ASVS 9.2.3, ASVS 9.2.4: a token that others can check names them, and is refused for anybody else. RFC 8725 3.8, RFC 8725 3.9.
for (const [algorithm, kind] of [
  ['EdDSA', { kty: 'OKP', crv: 'Ed25519' }],
  ['RS256', { kty: 'RSA', e: 'AQAB' }],
] as const) {
  describe(`a token signed with ${algorithm}`, () => {
    const env = {
      TOKEN_ALGORITHM: algorithm,
      DATA_DIR: folder,
      PUBLIC_URL: origin,
      ALLOWED_HOSTS: 'localhost,127.0.0.1',
    }

    test('is checked by another service with nothing but the published keys', async t => {
      const site = await buildSite(env)
      t.after(() => site.close())
      const token = await registerUser(site)
      const address = await site.app.listen({ host: '127.0.0.1', port: 0 })
      // All that a service needs for single sign-on: where the keys are, and whom it trusts.
      const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', address))
      const rules = { issuer: origin, audience: origin, algorithms: [algorithm], currentDate: new Date(site.now.ms) }
      const { payload } = await jwtVerify<JWTPayload & { user_id: number }>(token, keys, rules)
      assert.deepEqual([payload.sub, payload.iss, payload.aud], [String(payload.user_id), origin, origin])
      const foreign = { ...rules, audience: 'https://other.example.com' }
      await assert.rejects(jwtVerify(token, keys, foreign), { code: 'ERR_JWT_CLAIM_VALIDATION_FAILED' })
    })

    test('comes from a key that is made once and kept for its owner alone', async t => {
      const site = await buildSite(env)
      t.after(() => site.close())
      const file = join(folder, `token-key-${algorithm.toLowerCase()}.pem`)
      assert.equal(statSync(file).mode & 0o777, 0o600)
      const [key, ...rest] = await keysOf(site)
      const { kid, ...members } = { ...key }
      assert.deepEqual([rest, members.alg, members.use], [[], algorithm, 'sig'])
      assert.deepEqual({ ...members, ...kind }, members)
      assert.equal(members.d, undefined, 'the private half stays here')
      const { x, n } = createPublicKey(readFileSync(file)).export({ format: 'jwk' })
      assert.deepEqual([members.x, members.n, kid?.length], [x, n, 43])
    })

    test('passes after the key was changed while the earlier one is named', async t => {
      const pairs = [1, 2].map(() =>
        algorithm === 'EdDSA' ? generateKeyPairSync('ed25519') : generateKeyPairSync('rsa', { modulusLength: 2048 }),
      )
      const [old = '', next = ''] = pairs.map(({ privateKey }, n) => keyFile(`${algorithm}-${n}.pem`, privateKey))
      const before = await buildSite({ ...env, TOKEN_KEY_FILE: old })
      const token = await registerUser(before)
      const unchanged = await buildSite({ ...env, TOKEN_KEY_FILE: next, TOKEN_KEY_FALLBACKS: old })
      const forgotten = await buildSite({ ...env, TOKEN_KEY_FILE: next })
      t.after(() => Promise.all([before, unchanged, forgotten].map(site => site.close())))
      const passes = ({ app }: TestSite) =>
        app.accounts.tokens.verify(token).then(
          () => true,
          error => error.code,
        )
      assert.deepEqual(await Promise.all([before, unchanged, forgotten].map(passes)), [true, true, 'invalid_token'])
      assert.deepEqual([(await keysOf(unchanged)).length, (await keysOf(forgotten)).length], [2, 1])
    })

    test('cannot be forged by confusing algorithms or keys', async t => {
      const site = await buildSite(env)
      t.after(() => site.close())
      const good = await registerUser(site)
      const [, payload = ''] = good.split('.')
      const [key] = await keysOf(site)
      const publicKey = createPublicKey({ key: { ...key }, format: 'jwk' })
      const own = generateKeyPairSync('ed25519')
      const secrets = [
        publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        publicKey.export({ type: 'spki', format: 'der' }),
        JSON.stringify(key),
        site.settings.secretKey,
        '',
      ]
      const withSecret = (header: object, secret: string | Buffer) => {
        const input = `${base64(header)}.${payload}`
        return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
      }
      const withOwnKey = (header: object) => {
        const input = `${base64(header)}.${payload}`
        return `${input}.${signBytes(null, Buffer.from(input), own.privateKey).toString('base64url')}`
      }
      const kids = [key?.kid, '../../../../dev/null', "' UNION SELECT 'x' --", '', '/proc/self/environ', 'http://x/']
      const forged = [
        ...secrets.map(secret => withSecret({ alg: 'HS256', typ: 'JWT' }, secret)),
        ...secrets.map(secret => withSecret({ alg: 'HS256', typ: 'JWT', kid: key?.kid }, secret)),
        ...secrets.map(secret => withSecret({ alg: algorithm, typ: 'JWT', kid: key?.kid }, secret)),
        ...kids.map(kid => withOwnKey({ alg: 'EdDSA', typ: 'JWT', kid })),
        withOwnKey({ alg: 'EdDSA', typ: 'JWT', kid: [key?.kid] }),
        withOwnKey({ alg: 'EdDSA', typ: 'JWT', kid: { $ne: 1 } }),
        withOwnKey({ alg: 'EdDSA', typ: 'JWT', jwk: own.publicKey.export({ format: 'jwk' }) }),
        withOwnKey({ alg: 'EdDSA', typ: 'JWT', jku: 'https://evil.example/keys' }),
        withOwnKey({ alg: 'EdDSA', typ: 'JWT', x5u: 'https://evil.example/cert' }),
        `${base64({ alg: 'none', typ: 'JWT' })}.${payload}.`,
        good.replace(/\.[^.]+$/, '.AAAA'),
      ]
      assert.equal(await statusOf(site, good), 200)
      for (const token of forged) assert.equal(await statusOf(site, token), 401, token)
    })
  })
}

describe('the published keys', () => {
  test('tell nothing of a shared secret', async t => {
    const site = await buildSite()
    t.after(() => site.close())
    const answer = await site.request('GET', '/.well-known/jwks.json')
    assert.deepEqual(answer.json(), { keys: [] })
    assert.equal(answer.headers['cache-control'], 'public, max-age=3600')
  })

  test('are not made from a file that holds another kind of key, a short one, or none', async () => {
    const pem = (key: KeyObject, name: string) => ({ TOKEN_KEY_FILE: keyFile(name, key) })
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
    const curve = generateKeyPairSync('ed25519')
    writeFileSync(join(folder, 'noise.pem'), 'noise')
    for (const [env, reason] of [
      [
        { TOKEN_ALGORITHM: 'RS256', ...pem(curve.privateKey, 'ed.pem') },
        /^TOKEN_KEY_FILE must hold a key of the kind rsa/,
      ],
      [{ TOKEN_ALGORITHM: 'RS256', ...pem(short, 'short.pem') }, /^TOKEN_KEY_FILE must hold an RSA key of 2048 bits/],
      [{ TOKEN_ALGORITHM: 'EdDSA', ...pem(curve.publicKey, 'pub.pem') }, /^TOKEN_KEY_FILE must hold a key in PEM form/],
      [
        { TOKEN_ALGORITHM: 'EdDSA', TOKEN_KEY_FILE: join(folder, 'noise.pem') },
        /^TOKEN_KEY_FILE must hold a key in PEM/,
      ],
      [
        { TOKEN_ALGORITHM: 'EdDSA', DATA_DIR: folder, TOKEN_KEY_FALLBACKS: join(folder, 'absent') },
        /^TOKEN_KEY_FALLBACKS cannot be read/,
      ],
      [{ TOKEN_ALGORITHM: 'ES256' }, /^TOKEN_ALGORITHM must be one of: HS256, EdDSA, RS256/],
    ] as const) {
      await assert.rejects(buildSite(env), { message: reason })
    }
  })
})
