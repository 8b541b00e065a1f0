import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { connect, type Database } from '../src/database.ts'
import { atomic } from '../src/transaction.ts'
import { temporaryFolder } from './support/databases.ts'

/** A database of numbers, and a connection to its file that the package knows nothing of. */
async function numbers(t: TestContext): Promise<{ ours: Database; stranger: DatabaseSync }> {
  const path = join(await temporaryFolder(t), 'numbers.db')
  const ours = await connect(`sqlite:${path}`)
  await ours.execute('CREATE TABLE number (value integer)')
  const stranger = new DatabaseSync(path)
  t.after(async () => {
    stranger.close()
    await ours.close()
  })
  return { ours, stranger }
}

async function count(ours: Database): Promise<number> {
  const [[found] = []] = await ours.query('SELECT count(*) FROM number')
  return Number(found)
}

async function readOften(ours: Database, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await count(ours)
}

/** Write a row, and tell whether the log could be folded into the file, which readers that hold its lock prevent. */
function canFold(stranger: DatabaseSync): boolean {
  stranger.exec('INSERT INTO number VALUES (0)')
  return stranger.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy === 0
}

test('many reads in one turn share a lock, which the next turn finds free', async t => {
  const { ours, stranger } = await numbers(t)
  await nextTurn()
  await readOften(ours, 40)
  assert.equal(canFold(stranger), false, 'held')
  await nextTurn()
  assert.equal(canFold(stranger), true, 'let go')
})

test('few reads in each turn hold nothing', async t => {
  const { ours, stranger } = await numbers(t)
  for (let turn = 0; turn < 30; turn++) {
    await nextTurn()
    await readOften(ours, 3)
    assert.equal(canFold(stranger), true)
  }
})

test('each read of a burst sees what anybody committed before it', async t => {
  const { ours, stranger } = await numbers(t)
  for (let i = 1; i <= 300; i++) {
    if (i % 3 === 0) await ours.execute('INSERT INTO number VALUES (?)', [i])
    else stranger.prepare('INSERT INTO number VALUES (?)').run(i)
    assert.equal(await count(ours), i)
    await readOften(ours, i % 20)
  }
})

test('a write of ours lets the lock go, and so does a transaction', async t => {
  const { ours, stranger } = await numbers(t)
  await readOften(ours, 40)
  await ours.execute('INSERT INTO number VALUES (1)')
  assert.equal(canFold(stranger), true)
  await readOften(ours, 40)
  await atomic(() => ours.execute('INSERT INTO number VALUES (2)'), { using: ours })
  assert.equal(canFold(stranger), true)
})

test('a burst without end lets the logs of others be folded now and then', async t => {
  const { ours, stranger } = await numbers(t)
  await readOften(ours, 40)
  assert.equal(canFold(stranger), false, 'held')
  let folded = 0
  for (let i = 0; i < 5000; i++) {
    await count(ours)
    if (canFold(stranger)) folded++
  }
  assert.ok(folded >= 4, `${folded} times`)
})

test('a database is closed in the middle of a burst', async t => {
  const path = join(await temporaryFolder(t), 'closed.db')
  const ours = await connect(`sqlite:${path}`)
  await ours.execute('CREATE TABLE number (value integer)')
  await readOften(ours, 40)
  await ours.close()
  const stranger = new DatabaseSync(path)
  assert.equal(stranger.prepare('PRAGMA journal_mode = DELETE').get()?.journal_mode, 'delete', 'nobody else is there')
  stranger.close()
})

test('a file without a log is read in bursts, too, and stays free to be written', async t => {
  const path = join(await temporaryFolder(t), 'plain.db')
  const stranger = new DatabaseSync(path, { timeout: 0 })
  stranger.exec('CREATE TABLE number (value integer)')
  const ours = await connect(`sqlite:${path}`, { readOnly: true })
  t.after(async () => {
    stranger.close()
    await ours.close()
  })
  await readOften(ours, 40)
  stranger.exec('INSERT INTO number VALUES (1)')
  assert.equal(await count(ours), 1)
})
