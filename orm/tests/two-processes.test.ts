import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { connect } from '../src/database.ts'
import { atomic } from '../src/transaction.ts'
import { addNote, notes, notesDatabase } from './support/databases.ts'

const WRITER = join(import.meta.dirname, 'support', 'writer-process.ts')

async function startWriter(path: string, name: string): Promise<ChildProcess> {
  const child = fork(WRITER, [path, name, '40'])
  await once(child, 'message')
  return child
}

test('two processes write into one file, each transaction alone, and none is refused', async t => {
  const database = await notesDatabase(t)
  const [[, , path] = []] = await database.query('PRAGMA database_list')
  const children = await Promise.all(['one', 'two'].map(name => startWriter(String(path), name)))
  const exits = children.map(child => once(child, 'exit'))
  for (const child of children) child.send('begin')
  assert.deepEqual(
    (await Promise.all(exits)).map(([code]) => code),
    [0, 0],
  )
  const written = (await notes(database)).map(String)
  assert.equal(written.length, 160)
  const seen = written.flatMap(text => / after (\d+)$/.exec(text)?.[1] ?? [])
  assert.equal(new Set(seen).size, 80, 'no two transactions counted the same rows')
})

test('while another process holds the lock, the event loop goes on and reads are answered', async t => {
  const database = await notesDatabase(t)
  const [[, , path] = []] = await database.query('PRAGMA database_list')
  // A second connection stands for the other process: SQLite locks by connection.
  const other = await connect(`sqlite:${path}`)
  t.after(() => other.close())
  const waiting = await atomic(
    async () => {
      await addNote(other, 'first')
      const second = addNote(database, 'second')
      assert.ok(second instanceof Promise)
      assert.deepEqual(await notes(database), [])
      return { second }
    },
    { using: other },
  )
  await waiting.second
  assert.deepEqual(await notes(database), ['first', 'second'])
})

test('a lock that is never freed ends in an OperationalError after the time-out', async t => {
  const database = await notesDatabase(t, { busyTimeout: 5 })
  const [[, , path] = []] = await database.query('PRAGMA database_list')
  const other = await connect(`sqlite:${path}`)
  t.after(() => other.close())
  await atomic(
    async () => {
      await assert.rejects(Promise.resolve(addNote(database, 'never')), { name: 'OperationalError', message: /locked/ })
      await assert.rejects(
        atomic(() => addNote(database, 'never'), { using: database }),
        /locked/,
      )
    },
    { using: other },
  )
  await addNote(database, 'now')
  assert.deepEqual(await notes(database), ['now'])
})
