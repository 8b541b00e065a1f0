import assert from 'node:assert/strict'
import { atomic, onCommit } from '../src/transaction.ts'
import { addNote, notes, notesDatabase } from './support/databases.ts'
import { test } from './support/under-test.ts'

class Interruption extends Error {}

test('hooks run after the outermost commit, in the order of registration', async t => {
  const using = await notesDatabase(t)
  const log: string[] = []
  await atomic(
    async () => {
      onCommit(() => log.push('first'), { using })
      await atomic(() => onCommit(() => log.push('second'), { using }), { using })
      onCommit(() => log.push('third'), { using })
      log.push('body')
    },
    { using },
  )
  assert.deepEqual(log, ['body', 'first', 'second', 'third'])
})

test('hooks of a block that was rolled back never run', async t => {
  const using = await notesDatabase(t)
  const log: string[] = []
  await atomic(
    async () => {
      onCommit(() => log.push('outer'), { using })
      const inner = atomic(
        () => {
          onCommit(() => log.push('inner'), { using })
          throw new Interruption()
        },
        { using },
      )
      await assert.rejects(inner, Interruption)
    },
    { using },
  )
  assert.deepEqual(log, ['outer'])
})

test('hooks of an inner block are lost with the outer one', async t => {
  const using = await notesDatabase(t)
  const log: string[] = []
  const block = atomic(
    async () => {
      await atomic(() => onCommit(() => log.push('inner'), { using }), { using })
      throw new Interruption()
    },
    { using },
  )
  await assert.rejects(block, Interruption)
  assert.deepEqual(log, [])
})

test('without a transaction a hook runs at once', async t => {
  const using = await notesDatabase(t)
  const log: string[] = []
  onCommit(() => log.push('now'), { using })
  assert.deepEqual(log, ['now'])
})

test('a hook may write, outside of the transaction that it waited for', async t => {
  const using = await notesDatabase(t)
  await atomic(() => onCommit(() => addNote(using, 'from the hook'), { using }), { using })
  assert.deepEqual(await notes(using), ['from the hook'])
})

test('a hook may open a transaction with hooks of its own', async t => {
  const using = await notesDatabase(t)
  const log: string[] = []
  await atomic(() => onCommit(() => atomic(() => onCommit(() => log.push('deep'), { using }), { using }), { using }), {
    using,
  })
  assert.deepEqual(log, ['deep'])
})

test('an error in a hook leaves the commit as it is and stops the hooks after it', async t => {
  const using = await notesDatabase(t)
  const log: string[] = []
  const block = atomic(
    async () => {
      await addNote(using, 'a')
      onCommit(() => Promise.reject(new Interruption()), { using })
      onCommit(() => log.push('after'), { using })
    },
    { using },
  )
  await assert.rejects(block, Interruption)
  assert.deepEqual(await notes(using), ['a'])
  assert.deepEqual(log, [])
})

test('an error in a robust hook is reported, and the others run', async t => {
  const reported: unknown[] = []
  const using = await notesDatabase(t, { reportError: error => reported.push(error) })
  const log: string[] = []
  await atomic(
    () => {
      onCommit(() => Promise.reject(new Interruption()), { using, robust: true })
      onCommit(() => log.push('after'), { using })
    },
    { using },
  )
  assert.equal(reported.length, 1)
  assert.ok(reported[0] instanceof Interruption)
  assert.deepEqual(log, ['after'])
})
