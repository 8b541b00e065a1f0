import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Expectation, Vector, VectorFile } from '../conformance/format.ts'
import { type Outcome, replayFile } from '../conformance/replay.ts'
import { connect } from '../src/index.ts'

const FILE: VectorFile = {
  about: { name: 'deviations' },
  models: {
    Item: {
      table: 'item',
      fields: {
        id: { type: 'auto', primary_key: true },
        name: { type: 'char', max_length: 8 },
        parent: { type: 'foreign_key', to: 'self', on_delete: 'CASCADE', null: true },
      },
    },
  },
  data: {
    Item: [
      { id: 1, name: 'b', parent_id: null },
      { id: 2, name: 'a', parent_id: 1 },
    ],
  },
  m2m: {},
}

/** What the runner makes of one vector with Django 3.2's answer. */
async function judged(question: Partial<Vector>, expected: Expectation) {
  const db = await connect('sqlite::memory:', { timeZone: 'UTC', validate: false })
  const vector = { id: 'one', group: 'deviations', model: 'Item', ...question, expect: { '*': expected } }
  try {
    const [outcome] = await Array.fromAsync(replayFile({ ...FILE, vectors: [vector] }, db))
    return outcome as Outcome // one vector has one outcome
  } finally {
    await db.close()
  }
}

test('last() after a cleared order may be any row, by decision 009', async () => {
  const cleared = { op: 'last', steps: [{ order_by: ['name'] }, { order_by: [] }] }
  const outcome = await judged(cleared, { result: 2 })
  assert.equal(outcome.status, 'deviation')
  assert.match(outcome.note ?? '', /decision 009/)
})

test('last() with an order, or of nothing, has to be what Django says', async () => {
  assert.equal((await judged({ op: 'last', steps: [{ order_by: ['name'] }] }, { result: 2 })).status, 'failed')
  assert.equal((await judged({ op: 'last', steps: [{ order_by: [] }] }, { result: null })).status, 'failed')
})

test('first() of groups without an order is refused, by decision 009', async () => {
  const grouped = { op: 'first', steps: [{ values: ['name'] }, { annotate: { n: { $count: 'id' } } }] }
  assert.equal((await judged(grouped, { result: { name: 'b', n: 1 } })).status, 'deviation')
})

test('a sliced QuerySet in a Prefetch is no error, by decision 009', async () => {
  const queryset = { model: 'Item', steps: [{ slice: [0, 1] }] }
  const sliced = { steps: [{ prefetch_related: [{ $prefetch: 'item_set', queryset }] }] }
  assert.equal((await judged(sliced, { error: 'AssertionError' })).status, 'deviation')
})

test('iterator() may send more than the version of Django that ignored prefetch_related(), by decision 009', async () => {
  const prefetching = { op: 'iterator', steps: [{ prefetch_related: ['parent'] }], count_queries: true }
  assert.equal((await judged(prefetching, { result: [1, 2], queries: 1 })).status, 'deviation')
})

test('an error that Django alone has is allowed by its own rule only', async () => {
  const joined = { steps: [{ combine_or: { model: 'Item', steps: [{ filter: { name: 'a' } }] } }] }
  assert.match((await judged(joined, { error: 'AssertionError' })).note ?? '', /decision 009/)
  assert.equal((await judged({ steps: [{ filter: { name: 'a' } }] }, { error: 'AssertionError' })).status, 'failed')
})

test('only() of a key behind a relation is allowed, by decision 055', async () => {
  const keys = { steps: [{ select_related: ['parent'] }, { only: ['id', 'parent__pk'] }] }
  assert.match((await judged(keys, { error: 'FieldDoesNotExist' })).note ?? '', /decision 055/)
})
