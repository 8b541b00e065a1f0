import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Database } from '../src/database.ts'
import { IntegrityError, OperationalError } from '../src/errors.ts'
import { atomic, onCommit } from '../src/transaction.ts'
import { addNote, notes, notesDatabase } from './support/databases.ts'

/** Let the file grow by this many pages and no more, as a full disk would. */
async function leavePages(database: Database, pages: number): Promise<void> {
  const [[present] = []] = await database.query('PRAGMA page_count')
  await database.execute(`PRAGMA max_page_count = ${Number(present) + pages}`)
}

/** Write notes until one is refused; what was written, and the error. */
async function fill(database: Database, prefix: string): Promise<{ written: string[]; error: unknown }> {
  const written: string[] = []
  for (;;) {
    const text = `${prefix} ${String(written.length).padStart(10, '0')}`
    try {
      await addNote(database, text)
    } catch (error) {
      return { written, error }
    }
    written.push(text)
  }
}

function isFull(error: unknown): boolean {
  return error instanceof OperationalError && error.cause instanceof Error && /full/.test(error.message)
}

test('a write that finds the disk full is an OperationalError, and what was acknowledged before it is there', async t => {
  const database = await notesDatabase(t)
  await leavePages(database, 4)
  const { written, error } = await fill(database, 'note')
  assert.ok(isFull(error))
  assert.ok(written.length > 0)
  assert.deepEqual(await notes(database), written)
  await leavePages(database, 4)
  await addNote(database, 'with room again')
  assert.deepEqual(await notes(database), [...written, 'with room again'])
})

test('a transaction that finds the disk full leaves nothing behind, and its hooks do not run', async t => {
  const using = await notesDatabase(t)
  await addNote(using, 'before')
  await leavePages(using, 4)
  const hooks: string[] = []
  const full = atomic(
    async () => {
      onCommit(() => hooks.push('committed'), { using })
      throw (await fill(using, 'note')).error
    },
    { using },
  )
  await assert.rejects(full, isFull)
  assert.deepEqual(await notes(using), ['before'])
  assert.deepEqual(hooks, [])
})

test('a block that swallows the error of the full disk cannot commit half of its work', async t => {
  const using = await notesDatabase(t)
  await leavePages(using, 4)
  await atomic(
    async () => {
      await addNote(using, 'outer')
      await assert.rejects(
        atomic(
          async () => {
            throw (await fill(using, 'inner')).error
          },
          { using },
        ),
        isFull,
      )
      await assert.rejects(async () => addNote(using, 'more'))
    },
    { using },
  ).catch(error => assert.ok(!(error instanceof IntegrityError)))
  const rows = await notes(using)
  assert.ok(rows.length === 0 || rows.join() === 'outer')
})
