import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base32, codeOf, matchingStep, otpauthUri, stepAt } from '../../../accounts/factors/totp.ts'

// ASVS 6.5.5: a code holds for 30 seconds, and one step to either side.

const secret = Buffer.from('12345678901234567890')

/** RFC 6238 Appendix B, the rows for SHA-1: eight digits. */
const vectors = [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
] as const

for (const [seconds, code] of vectors) {
  test(`at ${seconds} s the code is that of RFC 6238`, () => {
    assert.equal(codeOf(secret, stepAt(seconds * 1000), 8), code)
    assert.equal(codeOf(secret, stepAt(seconds * 1000)), code.slice(2))
  })
}

test('a counter above 32 bits is not cut', () => {
  assert.notEqual(codeOf(secret, 2 ** 32 + 1), codeOf(secret, 1))
})

test('secrets are written in base32 as in RFC 4648', () => {
  const words = ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map(word => base32(Buffer.from(word)))
  assert.deepEqual(words, ['', 'MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI'])
})

test('a clock may be one step off, in either direction, and a step counts once', () => {
  const now = 1_234_567_890_000
  const step = stepAt(now)
  const matching = (at: number, lastStep = 0) => matchingStep(secret, codeOf(secret, at), now, lastStep)
  assert.deepEqual(
    [step - 2, step - 1, step, step + 1, step + 2].map(at => matching(at)),
    [undefined, step - 1, step, step + 1, undefined],
  )
  assert.deepEqual(
    [matching(step, step - 1), matching(step, step), matching(step - 1, step)],
    [step, undefined, undefined],
  )
})

for (const code of ['', '12345', '1234567', '１２３４５６', 'abcdef', `${codeOf(secret, 1)}0`]) {
  test(`${JSON.stringify(code)} fits nothing`, () => {
    assert.equal(matchingStep(secret, code, 30_000, 0), undefined)
  })
}

test('the address for apps keeps strange names apart from its parameters', () => {
  const uri = otpauthUri('Inkstone', 'a&secret=X@b.c', 'ABC')
  assert.match(uri, /^otpauth:\/\/totp\/Inkstone:a%26secret%3DX%40b\.c\?secret=ABC&issuer=Inkstone&/)
  assert.deepEqual(new URL(uri).searchParams.getAll('secret'), ['ABC'])
})
