import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { addNote, notes, notesDatabase } from './support/databases.ts'

const WRITER = join(import.meta.dirname, 'support', 'doomed-writer-process.ts')

test('a process that is killed while it writes loses nothing acknowledged, and the other one goes on', async t => {
  const database = await notesDatabase(t, { busyTimeout: 30_000 })
  const [[, , path] = []] = await database.query('PRAGMA database_list')
  const child = fork(WRITER, [String(path)])
  let acknowledged = -1
  child.on('message', number => {
    acknowledged = Number(number)
    if (acknowledged === 30) child.kill('SIGKILL')
  })
  const exit = once(child, 'exit')
  const own: string[] = []
  while (child.exitCode === null && child.signalCode === null) {
    const text = `own ${own.length}`
    await addNote(database, text)
    own.push(text)
    await new Promise(setImmediate)
  }
  await exit
  await addNote(database, 'afterwards')

  const present = new Set(await notes(database))
  const theirs = (which: string) => Array.from({ length: acknowledged + 1 }, (_, i) => `${which} of ${i}`)
  const missing = [...own, ...theirs('first'), ...theirs('second')].filter(text => !present.has(text))
  assert.deepEqual(missing, [])
  const [firsts, seconds] = ['first', 'second'].map(which =>
    [...present].filter(text => String(text).startsWith(which)),
  )
  assert.equal(firsts?.length, seconds?.length, 'no transaction is there by half')
  assert.deepEqual(await database.query('PRAGMA integrity_check'), [['ok']])
})
