import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, createSecretKey, type JsonWebKey } from 'node:crypto'
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
