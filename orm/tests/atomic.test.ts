import assert from 'node:assert/strict'
import { test as onSqlite } from 'node:test'
import type { WriteResult } from '../src/backends/backend.ts'
import { IntegrityError, TransactionManagementError } from '../src/errors.ts'
import { captureQueries } from '../src/logging.ts'
import { atomic, getRollback, setRollback } from '../src/transaction.ts'
import { addNote, gate, notes, notesDatabase } from './support/databases.ts'
import { test } from './support/under-test.ts'

class Interruption extends Error {}

test('a block that returns is committed and gives its value back', async t => {
  const using = await notesDatabase(t)
  const value = await atomic(() => addNote(using, 'a'), { using })
  assert.equal((value as WriteResult).changes, 1)
  assert.deepEqual(await notes(using), ['a'])
})

test('a block that throws is rolled back, and the error goes on', async t => {
  const using = await notesDatabase(t)
  const block = atomic(
    async () => {
      await addNote(using, 'a')
      throw new Interruption()
    },
    { using },
  )
  await assert.rejects(block, Interruption)
  assert.deepEqual(await notes(using), [])
})

test('an inner block that fails takes only its own work with it', async t => {
  const using = await notesDatabase(t)
  await atomic(
    async () => {
      await addNote(using, 'kept')
      const inner = atomic(
        async () => {
          await addNote(using, 'lost')
          await addNote(using, 'kept')
        },
        { using },
      )
      await assert.rejects(inner, IntegrityError)
      await addNote(using, 'after')
    },
    { using },
  )
  assert.deepEqual(await notes(using), ['after', 'kept'])
})

test('inner blocks are savepoints with names of their own', async t => {
  const using = await notesDatabase(t)
  const events = await captureQueries(using, () =>
    atomic(
      async () => {
        await atomic(() => atomic(() => 1, { using }), { using })
        await atomic(() => 1, { using })
      },
      { using },
    ),
  )
  assert.deepEqual(
    events.map(event => event.sql),
    [
      ...using.backend.beginStatements({}),
      ...['SAVEPOINT s1', 'SAVEPOINT s2', 'RELEASE SAVEPOINT s2', 'RELEASE SAVEPOINT s1'],
      ...['SAVEPOINT s3', 'RELEASE SAVEPOINT s3', 'COMMIT'],
    ],
  )
})

test('after an error of the database the block accepts no query until it ends', async t => {
  const using = await notesDatabase(t)
  await atomic(
    async () => {
      await addNote(using, 'a')
      await assert.rejects(async () => addNote(using, 'a'), IntegrityError)
      await assert.rejects(
        async () => notes(using),
        (error: Error) => error instanceof TransactionManagementError && error.cause instanceof IntegrityError,
      )
    },
    { using },
  )
  assert.deepEqual(await notes(using), [], 'the whole block is rolled back though nothing left it')
})

test('a block without savepoint that fails makes the block around it roll back', async t => {
  const using = await notesDatabase(t)
  await atomic(
    async () => {
      await addNote(using, 'a')
      const inner = atomic(() => Promise.reject(new Interruption()), { using, savepoint: false })
      await assert.rejects(inner, Interruption)
      assert.equal(getRollback(using), true)
      await assert.rejects(async () => notes(using), TransactionManagementError)
    },
    { using },
  )
  assert.deepEqual(await notes(using), [])
})

test('setRollback undoes a block that returns, and only it', async t => {
  const using = await notesDatabase(t)
  await atomic(
    async () => {
      await addNote(using, 'outer')
      await atomic(
        async () => {
          await addNote(using, 'inner')
          setRollback(true, using)
        },
        { using },
      )
    },
    { using },
  )
  assert.deepEqual(await notes(using), ['outer'])
})

test('setRollback(false) lets a block go on whose savepoint was dealt with', async t => {
  const using = await notesDatabase(t)
  await atomic(
    async () => {
      await assert.rejects(
        atomic(() => Promise.reject(new Interruption()), { using, savepoint: false }),
        Interruption,
      )
      setRollback(false, using)
      await addNote(using, 'a')
    },
    { using },
  )
  assert.deepEqual(await notes(using), ['a'])
})

test('the rollback flag exists only inside a block', async t => {
  const using = await notesDatabase(t)
  assert.throws(() => setRollback(true, using), TransactionManagementError)
  assert.throws(() => getRollback(using), TransactionManagementError)
})

test('a durable block refuses to be an inner one', async t => {
  const using = await notesDatabase(t)
  await atomic(() => 1, { using, durable: true })
  await assert.rejects(
    atomic(() => atomic(() => 1, { using, durable: true }), { using }),
    { name: 'TransactionManagementError', message: /durable atomic block cannot be nested/ },
  )
})

onSqlite('foreign keys are enforced at the commit', async t => {
  const using = await notesDatabase(t)
  await using.execute('CREATE TABLE tag (note integer REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED)')
  await atomic(
    async () => {
      await using.execute('INSERT INTO tag VALUES (1)')
      await addNote(using, 'comes later')
    },
    { using },
  )
  const dangling = atomic(() => using.execute('INSERT INTO tag VALUES (99)'), { using })
  await assert.rejects(dangling, { name: 'IntegrityError', constraint: 'foreignKey' })
  assert.deepEqual(await using.query('SELECT note FROM tag'), [[1]])
})

test('a promise that outlives its block is told so and writes nothing', async t => {
  const using = await notesDatabase(t)
  const afterwards = gate()
  let late: Promise<unknown> | undefined
  await atomic(
    () => {
      late = afterwards.opened.then(() => addNote(using, 'late'))
    },
    { using },
  )
  afterwards.open()
  await assert.rejects(late as Promise<unknown>, { name: 'TransactionManagementError', message: /has ended/ })
  assert.deepEqual(await notes(using), [])
})

test('a block that ends before an inner block rolls everything back and says why', async t => {
  const using = await notesDatabase(t)
  const never = gate()
  let inner: Promise<unknown> | undefined
  const outer = atomic(
    async () => {
      await addNote(using, 'a')
      inner = atomic(() => never.opened.then(() => addNote(using, 'b')), { using })
    },
    { using },
  )
  await assert.rejects(outer, { name: 'TransactionManagementError', message: /still running/ })
  never.open()
  await assert.rejects(inner as Promise<unknown>, TransactionManagementError)
  assert.deepEqual(await notes(using), [])
})

test('inner blocks that run at once take turns', async t => {
  const using = await notesDatabase(t)
  const first = gate()
  const order: string[] = []
  await atomic(
    async () => {
      const one = atomic(
        async () => {
          await first.opened
          await addNote(using, 'one')
          order.push('one')
          throw new Interruption()
        },
        { using },
      )
      const two = atomic(
        async () => {
          await addNote(using, 'two')
          order.push('two')
        },
        { using },
      )
      first.open()
      await assert.rejects(one, Interruption)
      await two
    },
    { using },
  )
  assert.deepEqual(order, ['one', 'two'])
  assert.deepEqual(await notes(using), ['two'], 'the first was undone without the second')
})

test('a statement of the outer block waits for the inner one, so that it is not undone with it', async t => {
  const using = await notesDatabase(t)
  const begun = gate()
  const release = gate()
  await atomic(
    async () => {
      const inner = atomic(
        async () => {
          begun.open()
          await release.opened
          throw new Interruption()
        },
        { using },
      )
      await begun.opened
      const outer = Promise.resolve(addNote(using, 'outer'))
      release.open()
      await assert.rejects(inner, Interruption)
      await outer
    },
    { using },
  )
  assert.deepEqual(await notes(using), ['outer'])
})

test('a read-only block sees one state of the database and refuses to write', async t => {
  const using = await notesDatabase(t)
  await addNote(using, 'a')
  const looked = gate()
  const changed = gate()
  const reading = atomic(
    async () => {
      const before = await notes(using)
      looked.open()
      await changed.opened
      assert.deepEqual(await notes(using), before)
      await addNote(using, 'never')
    },
    { using, readOnly: true, isolation: 'repeatable read' },
  )
  await looked.opened
  await addNote(using, 'b')
  changed.open()
  await assert.rejects(reading, { name: 'OperationalError', message: /read.?only/i })
  assert.deepEqual(await notes(using), ['a', 'b'])
})
