// The fields and the expressions know each other: loaded through the front door, they come in order.
import '../src/index.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ValidationError } from '../src/errors.ts'
import type { Field } from '../src/fields/field.ts'
import { AutoField, DecimalField, IntegerField, PositiveIntegerField, SmallIntegerField } from '../src/fields/number.ts'
import { CharField, EmailField, SlugField, UrlField } from '../src/fields/text.ts'
import { defineModel } from '../src/model.ts'
import { matches, maxValue, minLength, minValue } from '../src/validation.ts'

/** The codes of the problems that a field finds with a value; none for a value that it takes. */
function codes(declared: Field, value: unknown): string[] {
  const field = defineModel('Sample', { id: new AutoField(), value: declared }).meta.field('value')
  try {
    field.check(value)
    return []
  } catch (error) {
    assert.ok(error instanceof ValidationError)
    return (error.fields.value ?? []).map(problem => problem.code)
  }
}

test('length is counted in code points, as PostgreSQL counts', () => {
  assert.deepEqual(codes(new CharField({ maxLength: 2 }), '😀😀'), [])
  assert.deepEqual(codes(new CharField({ maxLength: 2 }), '😀😀a'), ['max_length'])
})

test('null is refused where the column cannot hold it', () => {
  assert.deepEqual(codes(new CharField({ maxLength: 2 }), null), ['null'])
  assert.deepEqual(codes(new CharField({ maxLength: 2, null: true }), null), [])
})

test('an empty text is a value; only fullClean minds', () => {
  assert.deepEqual(codes(new EmailField(), ''), [])
})

test('NUL is refused, since PostgreSQL cannot store it', () => {
  assert.deepEqual(codes(new CharField({ maxLength: 9 }), 'a\0b'), ['null_characters_not_allowed'])
})

test('an object is no text', () => {
  for (const value of [{}, [], ['a']]) assert.deepEqual(codes(new CharField({ maxLength: 99 }), value), ['invalid'])
})

test('a value of the wrong type is a problem of the field, not a crash', () => {
  assert.deepEqual(codes(new IntegerField(), 'abc'), ['invalid'])
  assert.deepEqual(codes(new IntegerField(), {}), ['invalid'])
})

test('a number must fit its column', () => {
  assert.deepEqual(codes(new IntegerField(), 2147483647), [])
  assert.deepEqual(codes(new IntegerField(), 2147483648), ['max_value'])
  assert.deepEqual(codes(new SmallIntegerField(), -32769), ['min_value'])
  assert.deepEqual(codes(new PositiveIntegerField(), -1), ['min_value'])
})

test('a decimal is checked in all three ways', () => {
  const field = () => new DecimalField({ maxDigits: 4, decimalPlaces: 2 })
  assert.deepEqual(codes(field(), '99.99'), [])
  assert.deepEqual(codes(field(), '0.99'), [])
  assert.deepEqual(codes(field(), '123.4'), ['max_whole_digits'])
  assert.deepEqual(codes(field(), '1.234'), ['max_decimal_places'])
  assert.deepEqual(codes(field(), '1234.5'), ['max_digits', 'max_whole_digits'])
})

test('choices are values or pairs of value and label', () => {
  const field = () => new CharField({ maxLength: 9, choices: ['draft', ['live', 'Published']] })
  assert.deepEqual([codes(field(), 'draft'), codes(field(), 'live')], [[], []])
  assert.deepEqual(codes(field(), 'Published'), ['invalid_choice'])
})

test('an e-mail address has a user and a host', () => {
  const good = ['a@b.cn', 'first.last+tag@sub.example.com', '"a b"@x.org', 'u@localhost', 'u@[127.0.0.1]', 'u@例子.cn']
  for (const value of good) assert.deepEqual(codes(new EmailField(), value), [], value)
  const bad = ['a', '@b.cn', 'a@', 'a@b', 'a b@c.de', 'a@b..de', 'a@-b.de', 'a@@b.de', 'a@b.de\n', 'a@[999.1.1.1]']
  for (const value of bad) assert.deepEqual(codes(new EmailField(), value), ['invalid'], JSON.stringify(value))
})

test('a slug is ASCII without spaces, an address is absolute', () => {
  assert.deepEqual(codes(new SlugField(), 'a-b_9'), [])
  for (const value of ['a b', '天', 'a/b']) assert.deepEqual(codes(new SlugField(), value), ['invalid'])
  for (const value of ['https://a.cn/x?y#z', 'ftp://a.b', 'http://localhost:80/']) {
    assert.deepEqual(codes(new UrlField(), value), [], value)
  }
  for (const value of ['a.cn', 'javascript:alert(1)', 'http://', 'https://a b.cn', '//a.cn', 'http://nodots/']) {
    assert.deepEqual(codes(new UrlField(), value), ['invalid'], value)
  }
})

test('validators of the declaration come after those of the kind, and all are heard', () => {
  const validators = [minLength(3), matches(/^a/)]
  assert.deepEqual(codes(new CharField({ maxLength: 1, validators }), 'bb'), ['max_length', 'min_length', 'invalid'])
  assert.deepEqual(codes(new IntegerField({ validators: [minValue(0.5), maxValue(3)] }), 4), ['max_value'])
})
