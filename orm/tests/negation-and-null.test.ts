import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { type Database, F, Q } from '../src/index.ts'
import { blog, User } from './support/blog.ts'
import { sqlOf } from './support/sql.ts'
import { test } from './support/under-test.ts'

async function emails(t: TestContext, choose: () => PromiseLike<readonly User[]>): Promise<string[]> {
  const db: Database = await blog(t)
  const rows = await db.run(async () => await choose())
  return rows.map(row => row.name).sort()
}

test('exclude keeps rows whose column is NULL', async t => {
  assert.deepEqual(await emails(t, () => User.objects.exclude({ score: 3 })), ['Bob', 'Eve'])
})

test('exclude of a comparison of two columns keeps rows where either is NULL', async t => {
  assert.deepEqual(await emails(t, () => User.objects.exclude({ score: F('id') })), ['Ann', 'Bob', 'Eve'])
})

test('a double negation adds no test for NULL', () => {
  const sql = sqlOf(User.objects.filter(Q({ score: 3 }).not().not()))
  assert.doesNotMatch(sql, /IS NOT NULL/)
})

test('comparing with null by exact means IS NULL', async t => {
  assert.deepEqual(await emails(t, () => User.objects.filter({ score: null })), ['Bob'])
})

test('comparing with null by anything else is an error', () => {
  const untyped = User.objects as unknown as { filter(condition: object): unknown }
  assert.throws(() => untyped.filter({ score__gt: null }), { code: 'VALUE_ERROR' })
})

test('the empty condition restricts nothing, not even under a negation', async t => {
  assert.deepEqual(await emails(t, () => User.objects.exclude(Q({})).filter(Q({}).not())), ['Ann', 'Bob', 'Eve'])
})

test('xor holds for an odd number of true conditions', async t => {
  const odd = Q({ name: 'Ann' }).xor(Q({ score: 3 }), Q({ score__gt: 1 }))
  assert.deepEqual(await emails(t, () => User.objects.filter(odd)), ['Ann', 'Eve'])
})
