import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '../src/database.ts'
import { OperationalError } from '../src/errors.ts'
import { atomic } from '../src/transaction.ts'
import { addNote, gate, notes, notesDatabase } from './support/databases.ts'

test('a reader beside a transaction does not wait for it and does not see into it', async t => {
  const using = await notesDatabase(t)
  const written = gate()
  const finish = gate()
  const writing = atomic(
    async () => {
      await addNote(using, 'a')
      assert.deepEqual(await notes(using), ['a'], 'the transaction sees its own rows')
      written.open()
      await finish.opened
    },
    { using },
  )
  await written.opened
  assert.ok(Array.isArray(using.query('SELECT 1')), 'the answer is there at once')
  assert.deepEqual(await notes(using), [])
  finish.open()
  await writing
  assert.deepEqual(await notes(using), ['a'])
})

test('a write beside a transaction waits for it instead of landing inside', async t => {
  const using = await notesDatabase(t)
  const begun = gate()
  const fail = gate()
  const doomed = atomic(
    async () => {
      await addNote(using, 'undone')
      begun.open()
      await fail.opened
      throw new Error('on purpose')
    },
    { using },
  )
  await begun.opened
  const beside = addNote(using, 'kept')
  assert.ok(beside instanceof Promise)
  fail.open()
  await assert.rejects(doomed, /on purpose/)
  await beside
  assert.deepEqual(await notes(using), ['kept'])
})

test('transactions of two flows run one after the other', async t => {
  const using = await notesDatabase(t)
  const log: string[] = []
  const flow = (name: string) =>
    atomic(
      async () => {
        log.push(`${name} begins`)
        await addNote(using, name)
        await notes(using)
        log.push(`${name} ends`)
      },
      { using },
    )
  await Promise.all([flow('one'), flow('two'), flow('three')])
  assert.deepEqual(
    log,
    ['one', 'two', 'three'].flatMap(name => [`${name} begins`, `${name} ends`]),
  )
})

test('who waits too long for the write lock is told what held it', async t => {
  const using = await notesDatabase(t, { busyTimeout: 1 })
  const finish = gate()
  const begun = gate()
  const holding = atomic(
    () => {
      begun.open()
      return finish.opened
    },
    { using },
  )
  await begun.opened
  await assert.rejects(
    Promise.resolve(addNote(using, 'a')),
    (error: Error) => error instanceof OperationalError && /write lock .* another transaction/.test(error.message),
  )
  finish.open()
  await holding
  await addNote(using, 'b')
  assert.deepEqual(await notes(using), ['b'])
})

test('in a database in memory a reader waits for the transaction instead of seeing into it', async t => {
  const using = await connect('sqlite::memory:')
  t.after(() => using.close())
  await using.execute('CREATE TABLE note (id integer PRIMARY KEY, text text)')
  const written = gate()
  const fail = gate()
  const doomed = atomic(
    async () => {
      await addNote(using, 'a')
      written.open()
      await fail.opened
      throw new Error('on purpose')
    },
    { using },
  )
  await written.opened
  const seen = notes(using)
  fail.open()
  await assert.rejects(doomed, /on purpose/)
  assert.deepEqual(await seen, [])
})

test('outside of a transaction, writes and reads are answered without a promise', async t => {
  const using = await notesDatabase(t)
  assert.deepEqual(addNote(using, 'a'), { changes: 1, lastInsertId: 1 })
  assert.deepEqual(using.query('SELECT text FROM note'), [['a']])
})

test('a transaction on one database leaves queries on another alone', async t => {
  const one = await notesDatabase(t)
  const other = await notesDatabase(t)
  const block = atomic(
    async () => {
      await addNote(one, 'a')
      await addNote(other, 'b')
      throw new Error('on purpose')
    },
    { using: one },
  )
  await assert.rejects(block, /on purpose/)
  assert.deepEqual(await notes(one), [])
  assert.deepEqual(await notes(other), ['b'])
})

test('blocks on two databases nest without mixing', async t => {
  const one = await notesDatabase(t)
  const other = await notesDatabase(t)
  await atomic(
    async () => {
      await atomic(() => Promise.all([addNote(one, 'a'), addNote(other, 'b')]), { using: other })
      await addNote(one, 'c')
    },
    { using: one },
  )
  assert.deepEqual(await notes(one), ['a', 'c'])
  assert.deepEqual(await notes(other), ['b'])
})
