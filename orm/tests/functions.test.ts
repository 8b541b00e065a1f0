import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { TestContext } from 'node:test'
import {
  ACos,
  ASin,
  ATan,
  ATan2,
  auto,
  Ceil,
  Chr,
  Coalesce,
  Collate,
  Cos,
  Cot,
  char,
  Degrees,
  decimal,
  Exp,
  F,
  Floor,
  float,
  integer,
  JSONObject,
  Ln,
  Log,
  LPad,
  LTrim,
  type Manager,
  MD5,
  Mod,
  manager,
  model,
  Ord,
  Pi,
  Power,
  Radians,
  Reverse,
  Round,
  RPad,
  RTrim,
  SHA224,
  SHA256,
  SHA384,
  SHA512,
  Sign,
  Sin,
  Sqrt,
  StdDev,
  Sum,
  Tan,
  Value,
  Variance,
  Window,
} from '../src/index.ts'
import { databaseWith } from './support/models.ts'
import { isOnServer, test } from './support/under-test.ts'

class Thing extends model('Thing', {
  id: auto(),
  name: char({ maxLength: 20 }),
  nick: char({ maxLength: 20, null: true }),
  size: float(),
  count: integer({ null: true }),
  price: decimal({ maxDigits: 8, decimalPlaces: 2 }),
}) {
  static readonly objects: Manager<Thing> = manager(Thing)
}

async function things(t: TestContext, work: () => Promise<void>): Promise<void> {
  const db = await databaseWith(t, [Thing])
  await db.run(async () => {
    await Thing.objects.bulkCreate([
      new Thing({ name: '  Ärger😀 ', nick: null, size: 2.5, count: 7, price: '9.96' }),
      new Thing({ name: 'b', nick: '', size: -1.25, count: null, price: '-2.50' }),
    ])
    await work()
  })
}

test('functions of texts count code points, the same on every database', t =>
  things(t, async () => {
    const row = await Thing.objects
      .annotate({
        left: LTrim('name'),
        right: RTrim('name'),
        padded: LPad(Value('ä'), 4, Value('😀x')),
        filled: RPad(Value('abcdef'), 3),
        ended: RPad('nick', 3, Value('.')),
        turned: Reverse(LTrim('name')),
        letter: Chr(128512),
        number: Ord(LTrim('name')),
        none: Ord('nick'),
        nothing: Ord(Value('')),
      })
      .values('left', 'right', 'padded', 'filled', 'ended', 'turned', 'letter', 'number', 'none', 'nothing')
      .filter({ id: 1 })
      .get()
    assert.deepEqual(row, {
      left: 'Ärger😀 ',
      right: '  Ärger😀',
      padded: '😀x😀ä',
      filled: 'abc',
      ended: null,
      turned: ' 😀regrÄ',
      letter: '😀',
      number: 196,
      none: null,
      nothing: 0,
    })
    assert.deepEqual(await Thing.objects.filter({ name: LTrim(Chr(98)) }).values('id'), [{ id: 2 }])
  }))

test('digests are those of the text in UTF-8', t =>
  things(t, async () => {
    const text = Value('ä')
    const digests = {
      md5: MD5(text),
      a: SHA224(text),
      b: SHA256(text),
      c: SHA384(text),
      d: SHA512(text),
      e: MD5('nick'),
    }
    const row = await Thing.objects.annotate(digests).values('md5', 'a', 'b', 'c', 'd', 'e').filter({ id: 1 }).get()
    assert.equal(row.md5, '8419b71c87a225a2c70b50486fbee545')
    const expected = ['sha224', 'sha256', 'sha384', 'sha512'].map(name => createHash(name).update('ä').digest('hex'))
    assert.deepEqual([row.a, row.b, row.c, row.d, row.e], [...expected, null])
  }))

test('functions of numbers keep the type, or give a double', t =>
  things(t, async () => {
    const row = await Thing.objects
      .annotate({
        up: Ceil('size'),
        down: Floor('price'),
        whole: Round('size'),
        places: Round('price', 1),
        halves: Round(F('size').plus(1)),
        sign: Sign('price'),
        rest: Mod('size', 2),
        power: Power('count', 2),
      })
      .orderBy('id')
      .values('up', 'down', 'whole', 'places', 'halves', 'sign', 'rest', 'power')
    assert.deepEqual(row, [
      { up: 3, down: '9', whole: 3, places: '10.0', halves: 4, sign: 1, rest: 0.5, power: 49 },
      { up: -1, down: '-3', whole: -1, places: '-2.5', halves: 0, sign: -1, rest: -1.25, power: null },
    ])
  }))

test('functions of angles and logarithms agree to the last digits', t =>
  things(t, async () => {
    const one = Value(1.5)
    const half = Value(0.5)
    const maths = {
      sqrt: [Sqrt(one), Math.sqrt(1.5)],
      ln: [Ln(one), Math.log(1.5)],
      log: [Log(Value(10), Value(1000)), 3],
      exp: [Exp(one), Math.exp(1.5)],
      sin: [Sin(one), Math.sin(1.5)],
      cos: [Cos(one), Math.cos(1.5)],
      tan: [Tan(one), Math.tan(1.5)],
      cot: [Cot(one), 1 / Math.tan(1.5)],
      asin: [ASin(half), Math.asin(0.5)],
      acos: [ACos(half), Math.acos(0.5)],
      atan: [ATan(half), Math.atan(0.5)],
      atan2: [ATan2(one, half), Math.atan2(1.5, 0.5)],
      degrees: [Degrees(one), (1.5 * 180) / Math.PI],
      radians: [Radians(one), (1.5 * Math.PI) / 180],
      pi: [Pi(), Math.PI],
    } as const
    for (const [name, [expression, expected]] of Object.entries(maths)) {
      const [value] = await Thing.objects.annotate({ value: expression }).valuesList('value', { flat: true })
      assert.ok(Math.abs(Number(value) - expected) < 1e-12 * Math.max(1, Math.abs(expected)), `${name}: ${value}`)
    }
  }))

test('how far values are spread, of all and of a sample, in groups and in windows', t =>
  things(t, async () => {
    const spread = await Thing.objects.aggregate({
      deviation: StdDev('size'),
      variance: Variance('size', { sample: true }),
      single: Variance('count', { sample: true }),
      alone: StdDev('count'),
      none: StdDev('count', { filter: { id: 9 }, default: 4 }),
    })
    assert.deepEqual(spread, { deviation: 1.875, variance: 7.03125, single: null, alone: 0, none: 4 })
    const rows = await Thing.objects
      .annotate({ spread: Window(Variance('size'), { orderBy: 'id' }) })
      .orderBy('id')
      .valuesList('spread', { flat: true })
    assert.deepEqual(rows, [0, 3.515625])
  }))

test('an aggregate over no rows has its default', t =>
  things(t, async () => {
    const sums = { sum: Sum('count', { default: 0 }), price: Sum('price', { default: '1.50' }), null: Sum('count') }
    assert.deepEqual(await Thing.objects.filter({ id: 9 }).aggregate(sums), { sum: 0, price: '1.50', null: null })
    assert.deepEqual(await Thing.objects.none().aggregate({ sum: Sum('count', { default: 5 }) }), { sum: 5 })
    assert.deepEqual(await Thing.objects.aggregate({ sum: Sum('count', { default: 5 }) }), { sum: 7 })
  }))

test('a collation is named, not checked', t =>
  things(t, async () => {
    if (isOnServer()) return
    const names = await Thing.objects.filter({ name: Collate(Value('B'), 'nocase') }).valuesList('id', { flat: true })
    assert.deepEqual(names, [2])
    assert.throws(() => Collate('name', 'x" OR 1'), { message: /is not the name of a collation/ })
  }))

test('bits are those of signed whole numbers', t =>
  things(t, async () => {
    await Thing.objects.filter({ id: 2 }).update({ count: -6 })
    const rows = await Thing.objects
      .annotate({
        both: F('count').bitAnd(3),
        any: F('count').bitOr(8),
        either: F('count').bitXor(5),
        up: F('count').bitLeftShift(2),
        down: F('count').bitRightShift(1),
      })
      .orderBy('id')
      .valuesList('both', 'any', 'either', 'up', 'down')
    assert.deepEqual(rows, [
      [3, 15, 2, 28, 3],
      [2, -6, -1, -24, -3],
    ])
  }))

test('an object of computed values', t =>
  things(t, async () => {
    const rows = await Thing.objects
      .annotate({ all: JSONObject({ 'a "b"': 'count', nick: 'nick', size: F('size').times(2), yes: Value(true) }) })
      .orderBy('id')
      .valuesList('all', { flat: true })
    assert.deepEqual(rows, [
      { 'a "b"': 7, nick: null, size: 5, yes: true },
      { 'a "b"': null, nick: '', size: -2.5, yes: true },
    ])
    const nested = JSONObject({ inner: JSONObject({ count: 'count' }) })
    const found = await Thing.objects.annotate({ nested }).filter({ nested__inner__count: 7 }).values('id')
    assert.deepEqual(found, [{ id: 1 }])
  }))

test('a default and a Coalesce that look alike are told apart', t =>
  things(t, async () => {
    const none = Thing.objects.filter({ id: 9 })
    await assert.rejects(none.aggregate({ price: Coalesce(Sum('price'), Value('1.50')) }), { code: 'FIELD_ERROR' })
    assert.deepEqual(await none.aggregate({ price: Sum('price', { default: '1.50' }) }), { price: '1.50' })
  }))
