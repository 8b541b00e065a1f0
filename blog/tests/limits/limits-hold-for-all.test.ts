import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { connect, createTables } from '@inkstone/orm'
import { Tally } from '../../limits/models.ts'
import { growing, ifNoted, type Memory, noting, type Policy, steady } from '../../limits/policy.ts'
import { DatabaseLimits } from '../../limits/store.ts'

const minute = 60_000

/** Try again and again at given moments; whether each attempt was taken. */
function attempts(policy: Policy, moments: readonly number[]): boolean[] {
  let memory: Memory = { count: 0, mark: 0 }
  return moments.map(now => {
    const verdict = policy(memory, now)
    if ('wait' in verdict) return verdict.wait === 0
    memory = verdict.memory
    return true
  })
}

test('a steady limit takes so many at once, and then one after each part of its window', () => {
  const start = 1_000_000
  const policy = steady(3, minute)
  assert.deepEqual(attempts(policy, [start, start, start, start]), [true, true, true, false])
  const later = [start, start, start, start + 19_999, start + 20_000, start + 20_001]
  assert.deepEqual(attempts(policy, later), [true, true, true, false, true, false])
})

test('a growing limit doubles the wait with each attempt, up to the longest', () => {
  const policy = growing({ free: 2, first: 1000, longest: 3000, memory: minute })
  assert.deepEqual(attempts(policy, [0, 0, 0, 999, 1000, 2999, 3000, 5999, 6000]), [
    ...[true, true, false, false, true, false, true, false, true],
  ])
})

test('a note is there until it is forgotten, and is written once a day', () => {
  assert.deepEqual(ifNoted({ count: 0, mark: 0 }, 5), { wait: 1 })
  assert.deepEqual(noting(minute)({ count: 0, mark: 0 }, 5), { memory: { count: 1, mark: 5 }, expiresAt: minute + 5 })
  assert.deepEqual(noting(minute)({ count: 1, mark: 5 }, 6), { wait: 0 })
  assert.deepEqual(ifNoted({ count: 1, mark: 5 }, 6), { wait: 0 })
})

test('of a hundred at once over two connections, as many are taken as may be', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'inkstone-limits-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const url = `sqlite:${join(folder, 'limits.sqlite3')}`
  const databases = [await connect(url, { models: [Tally] }), await connect(url, { models: [Tally] })]
  for (const database of databases) t.after(() => database.close())
  if (databases[0]) await createTables(databases[0], [Tally])
  const limits = new DatabaseLimits(() => 1_000_000)
  const take = (_: unknown, at: number) => databases[at % 2]?.run(() => limits.take(['x', 'y'], steady(7, minute)))
  const waits = await Promise.all(Array.from({ length: 100 }, take))
  assert.equal(waits.filter(wait => wait === 0).length, 7)
})

test('an attempt is counted in one transaction, the first of a subject too', async t => {
  const written: string[] = []
  const logger = ({ sql }: { readonly sql: string }) => {
    const [word = ''] = sql.split(' ', 1)
    if (word !== 'SELECT') written.push(word)
  }
  const database = await connect('sqlite::memory:', { models: [Tally], logger })
  t.after(() => database.close())
  await createTables(database, [Tally])
  written.length = 0
  const limits = new DatabaseLimits(() => 1_000_000)
  const take = () => database.run(() => limits.take(['x', 'y'], steady(2, minute)))
  assert.deepEqual([await take(), await take()], [0, 0])
  assert.deepEqual(written, ['BEGIN', 'INSERT', 'COMMIT', 'BEGIN', 'UPDATE', 'COMMIT'])
  assert.notEqual(await take(), 0)
})

test('what is stored names nobody, and is forgotten', async t => {
  let now = 1_000_000
  const database = await connect('sqlite::memory:', { models: [Tally] })
  t.after(() => database.close())
  await createTables(database, [Tally])
  await database.run(async () => {
    const limits = new DatabaseLimits(() => now)
    await limits.take(['login', 'xdd@xdd.com'], steady(7, minute))
    const rows = await Tally.objects.values('key')
    assert.match(rows[0]?.key ?? '', /^[0-9a-f]{64}$/)
    now += minute
    await limits.clean()
    assert.equal(await Tally.objects.count(), 0)
  })
})
