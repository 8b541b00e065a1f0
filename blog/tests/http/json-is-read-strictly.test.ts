import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseJson } from '../../http/json.ts'
import { BadInput } from '../../http/problems.ts'

const parse = (text: string) => parseJson(Buffer.from(text))

function refusal(body: string | Uint8Array): BadInput {
  try {
    parseJson(typeof body === 'string' ? Buffer.from(body) : body)
  } catch (error) {
    assert.ok(error instanceof BadInput)
    return error
  }
  throw new Error('accepted')
}

// ASVS 15.3.6: no key reaches a prototype.
describe('a JSON body', () => {
  test('is read as JSON.parse reads it', () => {
    const values = [
      { password: 'abc', name: '小明', email: 'x@y.z', nested: [{ a: 1 }, { a: 2 }], empty: {} },
      [1, 'a', null, true, [[]], { 'a,b': '{"x":1}', 'q"': '\\' }],
      'text',
      12,
      null,
    ]
    for (const value of values) assert.deepEqual(parse(JSON.stringify(value, null, 1)), value)
    assert.deepEqual(parse('{"emoji":"\\ud83d\\ude00","slash":"\\/"}'), { emoji: '😀', slash: '/' })
  })

  test('may use a key again in another object', () => {
    assert.deepEqual(parse('{"a":{"a":1},"b":[{"a":1},{"a":2}]}'), { a: { a: 1 }, b: [{ a: 1 }, { a: 2 }] })
  })

  for (const [what, body] of [
    ['nothing', ''],
    ['text that is not JSON', '{"a":'],
    ['a trailing comma', '{"a":1,}'],
    ['a byte order mark', '\ufeff{}'],
    ['a duplicate key', '{"a":1,"a":2}'],
    ['a duplicate key in a second spelling', '{"a":1,"\\u0061":2}'],
    ['a duplicate key further down', '{"x":[{"a":1,"b":{},"a":2}]}'],
    ['__proto__', '{"__proto__":{"isAdmin":true}}'],
    ['__proto__ in a second spelling', '{"\\u005f_proto__":1}'],
    ['too many levels', `${'['.repeat(33)}${']'.repeat(33)}`],
  ] as const) {
    test(`with ${what} is refused`, () => assert.equal(refusal(body).code, 'invalid_json'))
  }

  test('in invalid UTF-8 is refused', () => {
    assert.equal(refusal(Uint8Array.from([0x22, 0xc3, 0x28, 0x22])).code, 'invalid_json')
    assert.equal(
      refusal(Buffer.concat([Buffer.from('"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"')])).code,
      'invalid_json',
    )
  })

  test('with NUL or half a surrogate pair is refused, and the field is named', () => {
    for (const text of ['\\u0000', 'a\\ud800', '\\udc00b', '\\ud800\\ud800']) {
      const problem = refusal(`{"name":"fine","password":"${text}"}`)
      assert.equal(problem.code, 'invalid_text')
      assert.deepEqual(Object.keys(problem.fields ?? {}), ['password'])
    }
  })

  test('never comes back in the error, not even as its cause', () => {
    const problem = refusal('{"password":"hunter2",}')
    assert.ok(!JSON.stringify([problem.message, String(problem.cause), problem.stack]).includes('hunter2'))
  })
})
