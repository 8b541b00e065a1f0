import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConnectionPool, type PooledConnection } from '../src/backends/pool.ts'
import { connect } from '../src/database.ts'
import { OperationalError } from '../src/errors.ts'
import { atomic } from '../src/transaction.ts'
import { gate } from './support/databases.ts'
import { reachableServers, schemaUrl, serverName } from './support/servers.ts'

/** A connection whose statements are answered when the test says so. */
class HeldConnection implements PooledConnection {
  isBroken = false
  isClosed = false
  readonly answers: (() => void)[] = []

  query(): Promise<unknown[][]> {
    return new Promise(resolve => this.answers.push(() => resolve([])))
  }
  queryNamed(): never {
    throw new Error('not used')
  }
  execute(): never {
    throw new Error('not used')
  }
  script(): never {
    throw new Error('not used')
  }
  stream(): never {
    throw new Error('not used')
  }
  close(): void {
    this.isClosed = true
  }
  answerAll(): void {
    for (const answer of this.answers.splice(0)) answer()
  }
}

function heldPool(size: number, timeout = 10_000) {
  const opened: HeldConnection[] = []
  const open = async () => {
    const connection = new HeldConnection()
    opened.push(connection)
    return connection
  }
  return { opened, pool: new ConnectionPool<HeldConnection>({ size, timeout, open, name: 'the pool' }) }
}

const read = (connection: HeldConnection) => connection.query()

/** Let everything run that needs no more answers. */
const settle = () => new Promise(resolve => setImmediate(resolve))

test('a transaction gets a shared connection as soon as the statements on it are answered', async () => {
  const { opened, pool } = heldPool(1)
  const reading = pool.run(read)
  await settle()
  const acquired = pool.acquire()
  const later = pool.run(read)
  opened[0]?.answerAll()
  await reading
  const connection = await acquired
  assert.equal(connection, opened[0])
  assert.equal(connection.answers.length, 0, 'the later statement waits for the end of the transaction')
  pool.release(connection, false)
  await settle()
  opened[0]?.answerAll()
  await later
  await pool.close()
})

test('transactions that wait get connections of their own, in order', async () => {
  const { pool } = heldPool(1)
  const first = await pool.acquire()
  const order: string[] = []
  const second = pool.acquire().then(connection => {
    order.push('second')
    return connection
  })
  const third = pool.acquire().then(connection => {
    order.push('third')
    return connection
  })
  pool.release(first, false)
  const fourth = pool.acquire()
  await settle()
  assert.deepEqual(order, ['second'])
  pool.release(await second, false)
  await settle()
  assert.deepEqual(order, ['second', 'third'])
  pool.release(await third, false)
  pool.release(await fourth, false)
  await pool.close()
})

test('who waits gets a new connection when the one that was in use is lost', async () => {
  const { opened, pool } = heldPool(1)
  const lost = await pool.acquire()
  const waiting = pool.acquire()
  pool.release(lost, true)
  const connection = await waiting
  assert.equal(opened.length, 2)
  assert.equal(connection, opened[1])
  pool.release(connection, false)
  await pool.close()
})

test('a connection that was being opened when the pool was closed is closed, too', async () => {
  const { promise, resolve } = Promise.withResolvers<HeldConnection>()
  const pool = new ConnectionPool<HeldConnection>({ size: 1, timeout: 10_000, open: () => promise, name: 'the pool' })
  const reading = assert.rejects(pool.run(read), OperationalError)
  const closed = pool.close()
  const late = new HeldConnection()
  resolve(late)
  await closed
  await reading
  assert.ok(late.isClosed)
})

test('who waits for a connection that is being opened waits until it is open', async () => {
  const { promise, resolve } = Promise.withResolvers<HeldConnection>()
  const pool = new ConnectionPool<HeldConnection>({ size: 1, timeout: 1, open: () => promise, name: 'the pool' })
  const acquired = pool.acquire()
  for (const start = performance.now(); performance.now() < start + 10; ) await settle()
  const connection = new HeldConnection()
  resolve(connection)
  assert.equal(await acquired, connection)
  await assert.rejects(pool.acquire(), /Waited 1 ms for one of the 1 connections to the pool; all are in use/)
  pool.release(connection, false)
  await pool.close()
})

test('one connection is opened at a time for statements that come together', async () => {
  const { opened, pool } = heldPool(16)
  const together = Array.from({ length: 16 }, () => pool.run(read))
  for (let i = 0; i < 20; i++) await settle()
  const statements = [...together, ...Array.from({ length: 16 }, () => pool.run(read))]
  await settle()
  assert.ok(opened.length > 1 && opened.length < 32)
  for (const connection of opened) connection.answerAll()
  await Promise.all(statements)
  await pool.close()
  assert.ok(opened.every(connection => connection.isClosed))
})

for (const url of await reachableServers()) {
  const server = serverName(url)

  test(`${server}: transactions and reads that come together on few connections all end`, async t => {
    const using = await connect(await schemaUrl(t, url), { poolSize: 2, busyTimeout: 60_000 })
    t.after(() => using.close())
    await using.execute('CREATE TABLE number (value integer)')
    const write = (value: number) =>
      atomic(
        async () => {
          await using.execute(`INSERT INTO number VALUES (${value})`)
          await using.query('SELECT COUNT(*) FROM number')
        },
        { using },
      )
    const numbers = Array.from({ length: 40 }, (_, i) => i)
    await Promise.all(numbers.flatMap(value => [write(value), using.query('SELECT 1')]))
    assert.deepEqual(await using.query('SELECT COUNT(*) FROM number'), [[40]])
  })

  test(`${server}: a slow statement does not hold up those that come later`, async t => {
    const using = await connect(await schemaUrl(t, url), { poolSize: 2, busyTimeout: 60_000 })
    const holder = await connect(url, { poolSize: 1 })
    t.after(() => Promise.all([using.close(), holder.close()]))
    const held = gate()
    const slow = gate()
    const isMysql = server === 'mysql'
    const name = `'pool ${process.pid}'`
    const lock = isMysql ? `SELECT GET_LOCK(${name}, 60)` : `SELECT pg_advisory_xact_lock(hashtext(${name}))`
    const holding = atomic(
      async () => {
        await holder.query(lock)
        held.open()
        await slow.opened
        if (isMysql) await holder.query(`SELECT RELEASE_LOCK(${name})`)
      },
      { using: holder },
    )
    await held.opened
    let isAnswered = false
    const waiting = Promise.resolve(using.query(lock)).then(() => (isAnswered = true))
    for (const start = performance.now(); performance.now() < start + 200; ) await settle()
    await Promise.all(Array.from({ length: 12 }, () => using.query('SELECT 1')))
    assert.equal(isAnswered, false)
    slow.open()
    await Promise.all([holding, waiting])
  })
}
