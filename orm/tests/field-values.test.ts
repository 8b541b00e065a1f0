// The fields and the expressions know each other: loaded through the front door, they come in order.
import '../src/index.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UsageError, ValidationError, ValueError } from '../src/errors.ts'
import type { Field } from '../src/fields/field.ts'
import { AutoField, BigIntegerField, DecimalField, FloatField, IntegerField } from '../src/fields/number.ts'
import { BinaryField, BooleanField, JsonField, UuidField } from '../src/fields/other.ts'
import { DateField, DateTimeField, TimeField } from '../src/fields/temporal.ts'
import { CharField } from '../src/fields/text.ts'
import { defineModel } from '../src/model.ts'

/** A field as it stands in a model, under the name `value`. */
function bound<F extends Field>(field: F): F {
  return defineModel('Sample', { id: new AutoField(), value: field }).meta.field('value') as F
}

test('a whole number is taken from what Python would make an int of', () => {
  const field = bound(new IntegerField())
  const accepted = ['10', ' -4 ', '1_000', 1.9, -1.9, true, 7n].map(value => field.prepare(value))
  assert.deepEqual(accepted, [10, -4, 1000, 1, -1, 1, 7])
  for (const value of ['abc', '1.5', '', '0x10', Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => field.prepare(value), ValueError, String(value))
  }
  for (const value of [{}, [], new Date()]) assert.throws(() => field.prepare(value), UsageError)
})

test('a whole number beyond the safe range stays exact as a bigint', () => {
  const field = bound(new BigIntegerField())
  assert.equal(field.prepare('9223372036854775807'), 9223372036854775807n)
  assert.equal(field.prepare(9007199254740991n), 9007199254740991)
})

test('a float takes numbers and their text, infinity and nan included', () => {
  const field = bound(new FloatField())
  assert.deepEqual(
    ['1.5', '.5', '1e3', '-inf', 'Infinity'].map(value => field.prepare(value)),
    [1.5, 0.5, 1000, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  )
  assert.ok(Number.isNaN(field.prepare('nan')))
  assert.throws(() => field.prepare('one'), ValueError)
})

test('a boolean takes the spellings of Django and no others', () => {
  const field = bound(new BooleanField())
  for (const value of [true, 1, 't', 'True', '1']) assert.equal(field.prepare(value), true)
  for (const value of [false, 0, 'f', 'False', '0']) assert.equal(field.prepare(value), false)
  for (const value of ['maybe', 2, '', []]) assert.throws(() => field.prepare(value), ValidationError)
  assert.equal(bound(new BooleanField({ null: true })).prepare(''), null)
})

test('a decimal is written without exponent and keeps its digits', () => {
  const field = bound(new DecimalField({ maxDigits: 8, decimalPlaces: 2 }))
  const given = ['9.90', '.5', '1e2', '-0012.340', 3, 0.1, ' 7 ']
  assert.deepEqual(
    given.map(value => field.prepare(value)),
    ['9.90', '0.5', '100', '-12.340', '3', '0.1', '7'],
  )
  for (const value of ['', '1,5', 'abc', 'NaN', '.']) assert.throws(() => field.prepare(value), ValidationError)
})

test('a decimal on its way into a column is rounded half to even', () => {
  const field = bound(new DecimalField({ maxDigits: 8, decimalPlaces: 2 }))
  const given = ['1.005', '1.015', '1.0051', '-2.675', '9.999', '3']
  assert.deepEqual(
    given.map(value => field.prepareSave(value)),
    ['1.00', '1.02', '1.01', '-2.68', '10.00', '3.00'],
  )
})

test('a UUID is taken in every spelling and given in one', () => {
  const field = bound(new UuidField())
  const canonical = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'
  const spellings = [canonical.toUpperCase(), canonical.replaceAll('-', ''), `{${canonical}}`, `urn:uuid:${canonical}`]
  for (const spelling of spellings) assert.equal(field.prepare(spelling), canonical)
  for (const value of ['6ba7b810', '', 'g'.repeat(32)]) assert.throws(() => field.prepare(value), ValidationError)
})

test('moments, days and times are read from text, and days that do not exist are refused', () => {
  const moment = bound(new DateTimeField()).prepare('2020-02-03T04:05:06Z') as Date
  assert.equal(moment.toISOString(), '2020-02-03T04:05:06.000Z')
  assert.equal(bound(new DateField()).prepare('2020-2-3'), '2020-02-03')
  assert.equal(bound(new TimeField()).prepare('4:05'), '04:05:00')
  assert.throws(() => bound(new DateField()).prepare('2021-02-29'), ValidationError)
  assert.throws(() => bound(new DateTimeField()).prepare('yesterday'), ValidationError)
  assert.throws(() => bound(new DateTimeField()).prepare(new Date(Number.NaN)), ValidationError)
  assert.throws(() => bound(new DateTimeField()).prepare(5), UsageError)
})

test('JSON and bytes refuse what they cannot hold', () => {
  assert.throws(() => bound(new JsonField()).prepare(() => 1), UsageError)
  assert.deepEqual(bound(new JsonField()).prepare({ a: [1, null] }), { a: [1, null] })
  assert.throws(() => bound(new BinaryField()).prepare('text'), UsageError)
})

test('null stays null in every kind', () => {
  for (const field of [new IntegerField(), new BooleanField(), new UuidField(), new DateField(), new JsonField()]) {
    assert.equal(bound(field).prepare(null), null)
  }
})

test('text that is left out is empty, unless it may be null', () => {
  assert.equal(bound(new CharField({ maxLength: 3 })).getDefault(), '')
  assert.equal(bound(new CharField({ maxLength: 3, null: true })).getDefault(), null)
  assert.equal(bound(new IntegerField()).getDefault(), null)
})

test('a default that is a function is called for each instance', () => {
  let calls = 0
  const next = () => {
    calls += 1
    return calls
  }
  const field = bound(new IntegerField({ default: next }))
  assert.deepEqual([field.getDefault(), field.getDefault()], [1, 2])
})

test('a declaration as plain data leaves out what no database sees', () => {
  const field = bound(new CharField({ maxLength: 3, unique: true, helpText: 'no', validators: [() => undefined] }))
  assert.deepEqual(field.deconstruct(), { kind: 'char', options: { maxLength: 3, unique: true } })
})
