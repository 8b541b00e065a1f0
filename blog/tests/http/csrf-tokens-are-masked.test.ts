import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { agrees, isWellFormed, makeSecret, mask, secretFrom, unmask } from '../../http/csrf-token.ts'

describe('a CSRF token', () => {
  test('masks its secret anew each time, and is unmasked again', () => {
    const secret = makeSecret()
    const tokens = [mask(secret), mask(secret)]
    assert.notEqual(tokens[0], tokens[1])
    for (const token of tokens) {
      assert.match(token, /^[a-zA-Z0-9]{64}$/)
      assert.equal(unmask(token), secret)
      assert.ok(agrees(token, secret))
    }
  })

  test('is unmasked as Django does it', () => {
    // django/tests/csrf_tests/tests.py, MASKED_TEST_SECRET1 and TEST_SECRET
    assert.equal(
      unmask('1bcdefghij2bcdefghij3bcdefghij4bcdefghij5bcdefghij6bcdefghijABCD'),
      'lcccccccX2kcccccccY2jcccccccssIC',
    )
  })

  test('may be the bare secret', () => {
    const secret = makeSecret()
    assert.ok(agrees(secret, secret))
    assert.ok(!agrees(makeSecret(), secret))
  })

  test('has one of two lengths and no other letters', () => {
    for (const text of [
      undefined,
      '',
      'a'.repeat(31),
      'a'.repeat(33),
      'a'.repeat(63),
      `${'a'.repeat(31)}-`,
      `${'a'.repeat(32)}\n`,
    ]) {
      assert.equal(isWellFormed(text), false)
    }
  })

  test('can be derived from a digest, always the same', () => {
    const digest = Buffer.alloc(32, 7)
    assert.ok(isWellFormed(secretFrom(digest)))
    assert.equal(secretFrom(digest), secretFrom(digest))
  })
})
