import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConflictError, OperationalError, TransactionManagementError, UsageError } from '../src/errors.ts'
import { captureQueries } from '../src/logging.ts'
import { retrying } from '../src/retrying.ts'
import { atomic, onCommit } from '../src/transaction.ts'
import { addNote, gate, notes, notesDatabase } from './support/databases.ts'
import { reachableServers, serverName, serverNotes } from './support/servers.ts'

/** A function that fails this often before it goes well. */
function failing(times: number, error: Error) {
  const calls = { count: 0 }
  const fail = () => {
    calls.count += 1
    if (calls.count <= times) throw error
  }
  return { calls, fail }
}

test('work that a conflict ended is run again in a new transaction', async t => {
  const using = await notesDatabase(t)
  const { calls, fail } = failing(2, new ConflictError('could not serialize access'))
  const result = await retrying(
    async () => {
      await addNote(using, `attempt ${calls.count + 1}`)
      fail()
      return 'done'
    },
    { using },
  )
  assert.equal(result, 'done')
  assert.deepEqual(await notes(using), ['attempt 3'])
})

test('the last conflict is thrown when no attempt is left', async t => {
  const using = await notesDatabase(t)
  const conflict = new ConflictError('deadlock detected')
  const { calls, fail } = failing(9, conflict)
  await assert.rejects(retrying(fail, { using, attempts: 2 }), error => error === conflict)
  assert.equal(calls.count, 2)
})

test('every other error is thrown at once', async t => {
  const using = await notesDatabase(t)
  const { calls, fail } = failing(9, new OperationalError('the disk is full'))
  await assert.rejects(retrying(fail, { using }), OperationalError)
  assert.equal(calls.count, 1)
})

test('what is committed is never done again, though a hook fails with a conflict', async t => {
  const using = await notesDatabase(t)
  const work = async () => {
    await addNote(using, 'once')
    onCommit(() => Promise.reject(new ConflictError('in the hook')), { using })
  }
  await assert.rejects(retrying(work, { using }), ConflictError)
  assert.deepEqual(await notes(using), ['once'])
})

test('hooks of attempts that failed do not run', async t => {
  const using = await notesDatabase(t)
  const log: number[] = []
  const { calls, fail } = failing(1, new ConflictError('once'))
  await retrying(
    () => {
      onCommit(() => log.push(calls.count), { using })
      fail()
    },
    { using },
  )
  assert.deepEqual(log, [2])
})

test('inside a transaction, of which it could only repeat a part, it is refused', async t => {
  const using = await notesDatabase(t)
  await assert.rejects(
    atomic(() => retrying(() => undefined, { using }), { using }),
    TransactionManagementError,
  )
  await assert.rejects(
    retrying(() => undefined, { using, attempts: 0 }),
    UsageError,
  )
})

const servers = await reachableServers()

for (const url of servers.filter(each => each.startsWith('postgres'))) {
  test('postgres: an update of a row that changed since it was read is a conflict, and is run again', async t => {
    const using = await serverNotes(t, url)
    await using.execute("INSERT INTO note (text) VALUES ('a')")
    const read = gate()
    const changed = gate()
    let attempts = 0
    const work = async () => {
      attempts += 1
      const [[text] = []] = await using.query('SELECT text FROM note')
      if (attempts === 1) {
        read.open()
        await changed.opened
      }
      await using.execute(`UPDATE note SET text = '${text}b'`)
    }
    const retried = retrying(work, { using, isolation: 'serializable' })
    await read.opened
    await using.execute("UPDATE note SET text = 'x'")
    changed.open()
    await retried
    assert.equal(attempts, 2)
    assert.deepEqual(await notes(using), ['xb'])
  })
}

for (const url of servers) {
  const server = serverName(url)

  test(`${server}: of two transactions that wait for each other one is ended with a conflict`, async t => {
    const using = await serverNotes(t, url)
    await using.execute("INSERT INTO note (text) VALUES ('a'), ('b')")
    const locked = [gate(), gate()] as const
    const conflicts: unknown[] = []
    const work = (own: 0 | 1, first: string, second: string) => async () => {
      if (conflicts.length > 0) return
      await using.execute(`UPDATE note SET text = '${first}' WHERE text = '${first}'`)
      locked[own].open()
      await locked[own === 0 ? 1 : 0].opened
      await using.execute(`UPDATE note SET text = '${second}' WHERE text = '${second}'`)
    }
    const noting = (fn: () => Promise<void>) => () =>
      fn().catch(error => {
        conflicts.push(error)
        throw error
      })
    await Promise.all([retrying(noting(work(0, 'a', 'b')), { using }), retrying(noting(work(1, 'b', 'a')), { using })])
    assert.equal(conflicts.length, 1)
    assert.ok(conflicts[0] instanceof ConflictError && conflicts[0].cause instanceof Error)
  })

  test(`${server}: a transaction has the isolation that it asks for`, async t => {
    const using = await serverNotes(t, url)
    const seen = async (isolation: 'read committed' | 'repeatable read') => {
      await using.execute('DELETE FROM note')
      const read = gate()
      const changed = gate()
      const counting = atomic(
        async () => {
          const before = (await notes(using)).length
          read.open()
          await changed.opened
          return [before, (await notes(using)).length]
        },
        { using, isolation },
      )
      await read.opened
      await using.execute("INSERT INTO note (text) VALUES ('new')")
      changed.open()
      return counting
    }
    assert.deepEqual(await seen('read committed'), [0, 1])
    assert.deepEqual(await seen('repeatable read'), [0, 0])
    const events = await captureQueries(using, () => atomic(() => undefined, { using, isolation: 'serializable' }))
    assert.match(events.map(({ sql }) => sql).join(), /ISOLATION LEVEL SERIALIZABLE/)
  })
}
