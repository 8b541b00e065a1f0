import assert from 'node:assert/strict'
import { createHmac, createPrivateKey, createPublicKey, createSecretKey, type JsonWebKey, verify } from 'node:crypto'
import { describe, test } from 'node:test'
import { publicKeys, type TokenKeys, thumbprint } from '../../accounts/signing/keys.ts'
import { readSigned } from '../../accounts/signing/signed.ts'
import { NotAuthenticated } from '../../http/problems.ts'

const privateKey = (key: JsonWebKey) => createPrivateKey({ key, format: 'jwk' })

/** RFC 7515 appendix A.1: the key is 64 bytes, not a text. */
const octets = createSecretKey(
  Buffer.from('AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow', 'base64url'),
)
const hmacKeys: TokenKeys = { algorithm: 'HS256', signing: octets, checking: [{ id: undefined, key: octets }] }

/** RFC 7515 appendix A.2. */
const rsa = createPublicKey({
  key: {
    kty: 'RSA',
    n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
    e: 'AQAB',
  },
  format: 'jwk',
})
const rsaKeys: TokenKeys = { algorithm: 'RS256', signing: rsa, checking: [{ id: undefined, key: rsa }] }

/** RFC 8037 appendix A.1. */
const ed25519 = privateKey({
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIuaaPcHURo',
})

const joe = { iss: 'joe', exp: 1300819380, 'http://example.com/is_root': true }
const hs256 =
  'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const rs256 =
  'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw'
const now = (joe.exp - 1) * 1000

async function refusal(token: string, keys: TokenKeys, at = now): Promise<string> {
  try {
    await readSigned(token, { keys, now: at })
  } catch (error) {
    assert.ok(error instanceof NotAuthenticated, String(error))
    return error.code
  }
  throw new Error('accepted')
}

describe('the examples of RFC 7515', () => {
  for (const [name, token, keys, other] of [
    ['A.1, HMAC SHA-256', hs256, hmacKeys, rsaKeys],
    ['A.2, RSASSA-PKCS1-v1_5 SHA-256', rs256, rsaKeys, hmacKeys],
  ] as const) {
    test(`${name}: passes until it expires, and with no bit changed`, async () => {
      assert.deepEqual(await readSigned(token, { keys, now }), joe)
      assert.equal(await refusal(token, keys, now + 1000), 'token_expired')
      assert.equal(await refusal(token, other), 'invalid_token')
      const [header = '', payload = '', signature = ''] = token.split('.')
      const flip = (text: string, at: number) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
      for (let at = 0; at < signature.length; at += 7) {
        assert.equal(await refusal(`${header}.${payload}.${flip(signature, at)}`, keys), 'invalid_token')
      }
      for (let at = 0; at < payload.length; at += 11) {
        assert.equal(await refusal(`${header}.${flip(payload, at)}.${signature}`, keys), 'invalid_token')
      }
    })
  }

  test('A.5, which is not signed at all, is refused', async () => {
    const [, payload] = hs256.split('.')
    assert.equal(await refusal(`eyJhbGciOiJub25lIn0.${payload}.`, hmacKeys), 'invalid_token')
  })
})

/** RFC 7520 §3.3, §3.5 and §4: one sentence under many signatures. */
const cookbook = {
  payload:
    'SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4',
  rs256: {
    header: 'eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9',
    n: 'n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw',
    signature:
      'MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg',
  },
  hs256: {
    header: 'eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9',
    k: 'hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg',
    signature: 's0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0',
  },
} as const

describe('the examples of RFC 7520', () => {
  const { payload, hs256, rs256 } = cookbook
  const secret = createSecretKey(Buffer.from(hs256.k, 'base64url'))
  const shared: TokenKeys = { algorithm: 'HS256', signing: secret, checking: [{ id: undefined, key: secret }] }
  const bilbo = createPublicKey({ key: { kty: 'RSA', n: rs256.n, e: 'AQAB' }, format: 'jwk' })
  const keyed: TokenKeys = { algorithm: 'RS256', signing: bilbo, checking: [{ id: undefined, key: bilbo }] }
  const mac = (input: string) => createHmac('sha256', secret).update(input).digest('base64url')

  test('§4.4, HS256: its key signs its text as it says, and a token of ours', async () => {
    assert.equal(mac(`${hs256.header}.${payload}`), hs256.signature)
    const input = `${hs256.header}.${Buffer.from(JSON.stringify(joe)).toString('base64url')}`
    assert.deepEqual(await readSigned(`${input}.${mac(input)}`, { keys: shared, now }), joe)
  })

  test('§4.1, RS256: its signature is good', () => {
    const input = Buffer.from(`${rs256.header}.${payload}`)
    assert.ok(verify('sha256', input, bilbo, Buffer.from(rs256.signature, 'base64url')))
  })

  for (const [name, token, keys] of [
    ['§4.1, signed text that is no JSON', `${rs256.header}.${payload}.${rs256.signature}`, keyed],
    ['§4.4, the same with HMAC', `${hs256.header}.${payload}.${hs256.signature}`, shared],
    ['§4.5, detached content', `${hs256.header}..${hs256.signature}`, shared],
    ['§4.6 and §4.7, an unprotected header', `.${payload}.${hs256.signature}`, shared],
    ['§4.8, JSON', JSON.stringify({ payload, signatures: [{ protected: hs256.header, ...hs256 }] }), shared],
  ] as const) {
    test(`${name}, is refused, not an error`, async () => assert.equal(await refusal(token, keys), 'invalid_token'))
  }
})

describe('the examples of RFC 7638 and 8037', () => {
  test('a signed text that is no JSON is refused, not an error (RFC 8037 A.4)', async () => {
    const token =
      'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg'
    assert.equal(await refusal(token, publicKeys('EdDSA', ed25519)), 'invalid_token')
  })

  test('an Ed25519 key has the thumbprint of RFC 8037 A.3', () => {
    assert.equal(thumbprint(createPublicKey(ed25519)), 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
  })

  test('an RSA key has the thumbprint of RFC 7638 §3.1', () => {
    const n =
      '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw'
    const key = createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' })
    assert.equal(thumbprint(key), 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')
  })
})
