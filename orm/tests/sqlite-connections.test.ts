import assert from 'node:assert/strict'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { connect } from '../src/database.ts'
import { atomic } from '../src/transaction.ts'
import { addNote, gate, notes, notesDatabase, temporaryFolder } from './support/databases.ts'

test('the database is opened with WAL, foreign keys and the durability that was asked for', async t => {
  for (const [synchronous, level] of [
    ['FULL', 2],
    ['NORMAL', 1],
  ] as const) {
    const using = await notesDatabase(t, { synchronous })
    await atomic(
      async () => {
        assert.deepEqual(await using.query('PRAGMA journal_mode'), [['wal']])
        assert.deepEqual(await using.query('PRAGMA foreign_keys'), [[1]])
        assert.deepEqual(await using.query('PRAGMA synchronous'), [[level]])
      },
      { using },
    )
  }
})

test('many single inserts are folded into the file on the way', async t => {
  const path = join(await temporaryFolder(t), 'test.db')
  const database = await connect(`sqlite:${path}`, { synchronous: 'NORMAL' })
  await database.execute('CREATE TABLE note (id integer PRIMARY KEY, text text)')
  for (let i = 0; i < 5000; i++) await database.execute('INSERT INTO note (text) VALUES (?)', [`text ${i}`])
  assert.ok(statSync(`${path}-wal`).size < 8 * 1024 * 1024, 'about a thousand pages, however many inserts')
  await database.close()
  assert.equal(existsSync(`${path}-wal`), false, 'closing folds the rest in')
})

test('integers beyond the safe ones come as bigint, the others as number', async t => {
  const database = await notesDatabase(t)
  const rows = await database.query('SELECT 9007199254740993, 7 UNION ALL SELECT 2, ?', [-(2n ** 63n)])
  assert.deepEqual(rows, [
    [9007199254740993n, 7],
    [2, -(2n ** 63n)],
  ])
})

test('a stream gives rows in chunks while other statements go on', async t => {
  const database = await notesDatabase(t)
  for (const text of 'abcde') addNote(database, text)
  const chunks: unknown[][][] = []
  for await (const chunk of database.stream('SELECT text FROM note ORDER BY text', [], 2)) {
    chunks.push(chunk)
    addNote(database, `later ${chunks.length}`)
    assert.equal((await notes(database)).length, 5 + chunks.length, 'other reads see the new row')
  }
  assert.deepEqual(chunks, [[['a'], ['b']], [['c'], ['d']], [['e']]], 'the stream sees the state it began with')
})

test('a stream that is left early frees what it holds', async t => {
  const database = await notesDatabase(t)
  for (const text of 'abc') addNote(database, text)
  for await (const chunk of database.stream('SELECT text FROM note', [], 1)) {
    assert.equal(chunk.length, 1)
    break
  }
  await database.execute('DROP TABLE note')
  await database.close()
})

test('a stream inside a transaction sees its rows', async t => {
  const using = await notesDatabase(t)
  await atomic(
    async () => {
      await addNote(using, 'a')
      const rows: unknown[] = []
      for await (const chunk of using.stream('SELECT text FROM note')) rows.push(...chunk)
      assert.deepEqual(rows, [['a']])
    },
    { using },
  )
})

test('statements beyond what the cache keeps still run', async t => {
  const database = await notesDatabase(t)
  for (let i = 0; i < 1200; i++) assert.deepEqual(database.query(`SELECT ${i}`), [[i]])
  assert.deepEqual(database.query('SELECT 0'), [[0]])
})

test('close waits for the transaction that is open', async t => {
  const using = await notesDatabase(t)
  const begun = gate()
  const finish = gate()
  const block = atomic(
    async () => {
      begun.open()
      await finish.opened
      await addNote(using, 'a')
    },
    { using },
  )
  await begun.opened
  const closing = using.close()
  finish.open()
  await block
  await closing
})
