import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseForm } from '../../http/forms.ts'

describe('a form', () => {
  test('is read as browsers write it', () => {
    const written = new URLSearchParams({ title: '天空 & earth', content: 'a+b=c\r\n', empty: '' }).toString()
    assert.deepEqual({ ...parseForm(written) }, { title: '天空 & earth', content: 'a+b=c\r\n', empty: '' })
    assert.deepEqual({ ...parseForm('') }, {})
    assert.deepEqual({ ...parseForm('a&b=') }, { a: '', b: '' })
  })

  test('has no prototype that a field could reach', () => {
    assert.equal(Object.getPrototypeOf(parseForm('constructor=x')), null)
  })

  for (const body of [
    'a=1&a=2',
    'password=x&pass%77ord=y',
    '__proto__=x',
    'a=%00',
    'a=%ff',
    'a=%',
    '&x=1'.repeat(101),
  ]) {
    test(`such as ${body.slice(0, 30)} is refused`, () => {
      assert.throws(() => parseForm(body), { code: 'invalid_form' })
    })
  }
})
