import assert from 'node:assert/strict'
import { test } from 'node:test'
import { IntegrityError } from '../src/errors.ts'
import { captureQueries, formatStatement, type StatementEvent } from '../src/logging.ts'
import { atomic } from '../src/transaction.ts'
import { addNote, notes, notesDatabase } from './support/databases.ts'

test('the logger gets every statement with its parameters, its duration and its kind', async t => {
  const events: StatementEvent[] = []
  const using = await notesDatabase(t, { logger: event => events.push(event) })
  events.length = 0
  await atomic(() => atomic(() => addNote(using, 'a'), { using }), { using })
  assert.deepEqual(
    events.map(({ kind, sql, params }) => [kind, sql, params]),
    [
      ['transaction', 'BEGIN IMMEDIATE', []],
      ['savepoint', 'SAVEPOINT s1', []],
      ['statement', 'INSERT INTO note (text) VALUES (?)', ['a']],
      ['savepoint', 'RELEASE SAVEPOINT s1', []],
      ['transaction', 'COMMIT', []],
    ],
  )
  assert.ok(events.every(event => event.durationMs >= 0))
})

test('a statement that failed is logged with its error', async t => {
  const events: StatementEvent[] = []
  const database = await notesDatabase(t, { logger: event => events.push(event) })
  addNote(database, 'a')
  assert.throws(() => addNote(database, 'a'), IntegrityError)
  assert.ok(events.at(-1)?.error instanceof IntegrityError)
})

test('a capture holds the statements of its own flow only', async t => {
  const database = await notesDatabase(t)
  const [one, other] = await Promise.all([
    captureQueries(database, () => addNote(database, 'one')),
    captureQueries(database, async () => {
      await addNote(database, 'other')
      await notes(database)
    }),
  ])
  assert.deepEqual(
    one?.map(event => event.params),
    [['one']],
  )
  assert.deepEqual(
    other?.map(event => event.params),
    [['other'], []],
  )
})

test('captures nest: the outer one has what the inner one has', async t => {
  const database = await notesDatabase(t)
  let inner: StatementEvent[] = []
  const outer = await captureQueries(database, async () => {
    await addNote(database, 'a')
    inner = await captureQueries(database, () => addNote(database, 'b'))
  })
  assert.deepEqual([outer.length, inner.length], [2, 1])
})

test('statements that were never sent are not logged', async t => {
  const using = await notesDatabase(t)
  const events = await captureQueries(using, () =>
    atomic(
      async () => {
        addNote(using, 'a')
        assert.throws(() => addNote(using, 'a'), IntegrityError)
        await assert.rejects(async () => notes(using))
      },
      { using },
    ),
  )
  assert.deepEqual(
    events.map(event => event.kind),
    ['transaction', 'statement', 'statement', 'transaction'],
  )
})

test('a statement is shown with its parameters in their places', () => {
  assert.equal(formatStatement('a = ? AND b = ?', ["it's", null]), "a = 'it''s' AND b = NULL")
  assert.equal(formatStatement('a = $2 AND b = $1', [1, true]), 'a = true AND b = 1')
  assert.equal(formatStatement('a = \'?\' AND "?" = ?', [1]), 'a = \'?\' AND "?" = 1')
  assert.equal(formatStatement('a = ?', [new Uint8Array([1, 255])]), "a = X'01ff'")
  assert.equal(formatStatement('a IN ?', [[1, 'b']]), "a IN (1, 'b')")
})
