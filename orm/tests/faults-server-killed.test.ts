import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '../src/database.ts'
import { OperationalError } from '../src/errors.ts'
import { atomic, onCommit } from '../src/transaction.ts'
import { ownCluster, serverPrograms } from './support/cluster.ts'
import { answerAfterLoss } from './support/databases.ts'

const programs = serverPrograms()
const skip = programs === undefined && 'the programs of a PostgreSQL server are not installed'

test('a server that dies in a transaction loses that one alone; what was acknowledged is there afterwards', {
  skip,
}, async t => {
  const cluster = await ownCluster(t, String(programs))
  const using = await connect(cluster.url, { busyTimeout: 10_000 })
  t.after(() => using.close())
  await using.execute('CREATE TABLE note (text text NOT NULL)')
  const acknowledged: string[] = []
  const write = async (text: string) => {
    await using.execute('INSERT INTO note (text) VALUES ($1)', [text])
    acknowledged.push(text)
  }
  const committed: string[] = []

  await write('before')
  await atomic(() => write('in a transaction'), { using })
  const killed = atomic(
    async () => {
      await using.execute("INSERT INTO note (text) VALUES ('never committed')")
      onCommit(() => committed.push('never'), { using })
      cluster.crash()
      await using.query('SELECT 1')
    },
    { using },
  )
  await assert.rejects(killed, hasCause)
  await assert.rejects(write('while it is down'), hasCause)
  cluster.start()
  await answerAfterLoss(() => write('after'))

  const rows = await using.query('SELECT text FROM note')
  assert.deepEqual(rows.flat(), acknowledged)
  assert.deepEqual(acknowledged, ['before', 'in a transaction', 'after'])
  assert.deepEqual(committed, [])
})

test('writes beside each other that a crash interrupts are either there or were refused', { skip }, async t => {
  const cluster = await ownCluster(t, String(programs))
  const using = await connect(cluster.url, { busyTimeout: 10_000, poolSize: 4 })
  t.after(() => using.close())
  await using.execute('CREATE TABLE note (id integer PRIMARY KEY)')
  const acknowledged: number[] = []
  const refused: unknown[] = []
  const write = async (id: number) => {
    try {
      await using.execute('INSERT INTO note (id) VALUES ($1)', [id])
      acknowledged.push(id)
      if (acknowledged.length === 50) cluster.crash()
    } catch (error) {
      refused.push(error)
    }
  }
  // Each goes on until somebody was refused: a fixed number could be through before the crash takes effect.
  const writeOn = async (first: number) => {
    for (let id = first; refused.length === 0; id += 4) await write(id)
  }
  await Promise.all([0, 1, 2, 3].map(writeOn))
  cluster.start()
  const { answer: rows } = await answerAfterLoss(() => using.query('SELECT id FROM note'))
  const present = new Set(rows.flat())
  assert.deepEqual(
    acknowledged.filter(id => !present.has(id)),
    [],
  )
  assert.ok(refused.length > 0 && refused.every(hasCause))
})

function hasCause(error: unknown): boolean {
  return error instanceof OperationalError && error.cause instanceof Error
}
