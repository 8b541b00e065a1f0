import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SqlValue } from '../src/backends/backend.ts'
import { connect } from '../src/database.ts'
import { atomic } from '../src/transaction.ts'
import { reachableServers } from './support/servers.ts'

const postgres = (await reachableServers()).find(url => url.startsWith('postgres'))
const skip = postgres === undefined && 'no PostgreSQL server'

/** Expressions whose values could come in two forms: as text before the types are known, in binary form afterwards. */
const EXPRESSIONS = [
  ...['true', 'false', "'a'::text", "'名'::varchar", "'2024-02-29'::date", "'12:00:01.5'::time"],
  ...["'-32768'::smallint", "'2147483647'::integer", "'4294967295'::oid", "'9007199254740991'::bigint"],
  ...[
    "'9007199254740993'::bigint",
    "'-9223372036854775808'::bigint",
    "'0'::bigint",
    "'-1'::bigint",
    "'-4294967297'::bigint",
  ],
  ...['0.1::real', '0.1::float8', "'NaN'::float8", "'-Infinity'::float8", '12.50::numeric', '1e300::float8'],
  ...["'\\x00ff'::bytea", "''::bytea", `'{"a": [1, null]}'::jsonb`, "'null'::json", "'{1,2}'::integer[]"],
  ...["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", "'1 day'::interval", 'NULL::integer', 'NULL::timestamptz'],
]

const MOMENTS = [
  '2000-01-01 00:00:00',
  '2024-02-29 23:59:59.999999',
  '1999-12-31 23:59:59.999',
  '1969-12-31 23:59:59.000001',
  '1714-06-01 12:00:00.000001',
  '2286-01-01 00:00:00.123456',
  '0001-01-01 00:00:00',
  '0044-03-15 12:00:00',
  '9999-12-31 23:59:59.999999',
  '10000-01-01 00:00:00',
  '294276-12-31 23:59:59.9',
  '0044-03-15 12:00:00.25 BC',
  '4713-01-01 00:00:00 BC',
  'infinity',
  '-infinity',
]

test('postgres: a statement answers with the same values the first time and later', { skip }, async t => {
  const database = await connect(String(postgres), { poolSize: 1 })
  t.after(() => database.close())
  const moments = MOMENTS.flatMap(text => [`'${text}'::timestamptz`, `'${text}'::timestamp`])
  for (const expression of [...EXPRESSIONS, ...moments]) {
    const sql = `SELECT ${expression}`
    const first = await database.query(sql)
    assert.deepEqual(await database.query(sql), first, expression)
    assert.deepEqual(await database.query(sql), first, expression)
  }
})

test('postgres: moments keep their microseconds in both forms', { skip }, async t => {
  const database = await connect(String(postgres), { poolSize: 1 })
  t.after(() => database.close())
  for (const text of MOMENTS.slice(0, 9)) {
    const sql = `SELECT '${text}'::timestamptz`
    const [[first] = []] = await database.query(sql)
    const [[later] = []] = await database.query(sql)
    assert.ok(first instanceof Date && later instanceof Date)
    assert.equal(later.toISOString(), first.toISOString())
    assert.equal(later.constructor, first.constructor)
  }
})

test('postgres: equal statements at once, before the first is answered, all get their answers', { skip }, async t => {
  const database = await connect(String(postgres), { poolSize: 1 })
  t.after(() => database.close())
  const twice = (value: number) => database.query('SELECT $1::integer * 2', [value])
  assert.deepEqual(await Promise.all([1, 2, 3].map(twice)), [[[2]], [[4]], [[6]]])
  const wrong = await Promise.allSettled([1, 2, 3].map(async () => database.query('SELECT nowhere')))
  assert.deepEqual(
    wrong.map(({ status, reason }: { status: string; reason?: Error }) => [status, reason?.message]),
    Array(3).fill(['rejected', 'column "nowhere" does not exist']),
  )
})

test('postgres: a statement that failed when it was first sent is answered later', { skip }, async t => {
  const using = await connect(String(postgres), { poolSize: 1 })
  t.after(() => using.close())
  const divided = (by: number) => using.query('SELECT 12 / $1::integer', [by])
  await assert.rejects(async () => divided(0), { name: 'DataError' })
  assert.deepEqual(await divided(4), [[3]])
  assert.deepEqual(await divided(3), [[4]])
  await atomic(async () => assert.deepEqual(await divided(2), [[6]]), { using })
})

test('postgres: a row that takes many packets comes whole, between others', { skip }, async t => {
  const database = await connect(String(postgres), { poolSize: 1 })
  t.after(() => database.close())
  const sql = "SELECT repeat('é', n * 1000003), n FROM (VALUES (1), (0), (3)) AS numbers (n)"
  for (let round = 0; round < 2; round++) {
    const rows = await database.query(sql)
    assert.deepEqual(
      rows.map(([text, n]) => [String(text).length, n]),
      [
        [1000003, 1],
        [0, 0],
        [3000009, 3],
      ],
    )
    assert.ok(rows.every(([text]) => /^é*$/.test(String(text))))
  }
})

test('postgres: parameters of every type arrive as they were given', { skip }, async t => {
  const database = await connect(String(postgres), { poolSize: 1 })
  t.after(() => database.close())
  const moment = new Date('2024-02-29T12:00:00.123Z')
  const cases: readonly [type: string, value: SqlValue][] = [
    ['text', 'Größe "名" \\ \u{1F600}'],
    ['text', ''],
    ['integer', -5],
    ['bigint', 9007199254740993n],
    ['float8', 1e-7],
    ['boolean', false],
    ['timestamptz', moment],
    ['integer', null],
  ]
  for (const [type, value] of cases) {
    assert.deepEqual(await database.query(`SELECT $1::${type}`, [value]), [[value]], type)
  }
  const [[bytes] = []] = await database.query('SELECT $1::bytea', [new Uint8Array([0, 255, 10])])
  assert.deepEqual(new Uint8Array(bytes as Buffer), new Uint8Array([0, 255, 10]))
  const texts = ['plain', 'with "quotes"', 'back\\slash', 'comma, {brace}', '', 'NULL', 'null', ' blank ']
  assert.deepEqual(await database.query('SELECT UNNEST($1::text[])', [[...texts, null]]), [
    ...texts.map(text => [text]),
    [null],
  ])
  assert.deepEqual(await database.query('SELECT UNNEST($1::integer[])', [[1, -2, null]]), [[1], [-2], [null]])
})
