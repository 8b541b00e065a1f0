import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { connect, type Database } from '../src/database.ts'
import { OperationalError } from '../src/errors.ts'
import { atomic, onCommit } from '../src/transaction.ts'
import { type CuttingProxy, cuttingProxy } from './support/cutting-proxy.ts'
import { notes } from './support/databases.ts'
import { reachableServers, schemaUrl, serverName } from './support/servers.ts'

interface Through {
  readonly using: Database
  readonly proxy: CuttingProxy
}

/** A table of 200 long notes in a schema of its own, seen through a proxy. */
async function notesThroughProxy(t: TestContext, url: string): Promise<Through> {
  const own = await schemaUrl(t, url)
  const direct = await connect(own)
  const proxy = await cuttingProxy(t, own)
  const using = await connect(proxy.url, { poolSize: 2 })
  // Closed before the schema goes, and the proxy after both.
  t.after(() => Promise.all([direct.close(), using.close()]))
  await direct.execute('CREATE TABLE note (id integer PRIMARY KEY, text varchar(2000) NOT NULL)')
  const rows = Array.from({ length: 200 }, (_, id) => `(${id}, '${'x'.repeat(1000)}')`)
  await direct.execute(`INSERT INTO note (id, text) VALUES ${rows.join(', ')}`)
  return { using, proxy }
}

function hasCause(error: unknown): boolean {
  return error instanceof OperationalError && error.cause instanceof Error
}

for (const url of await reachableServers()) {
  const server = serverName(url)

  test(`${server}: a result that is cut in the middle is an error and never a shorter result`, async t => {
    const { using, proxy } = await notesThroughProxy(t, url)
    proxy.cutAfter(50_000)
    await assert.rejects(notes(using), hasCause)
    assert.equal((await notes(using)).length, 200, 'a new connection takes its place')
  })

  test(`${server}: a stream that is cut ends in the error after the chunks that came`, async t => {
    const { using, proxy } = await notesThroughProxy(t, url)
    let rows = 0
    const reading = async () => {
      proxy.cutAfter(60_000)
      for await (const chunk of using.stream('SELECT text FROM note', [], 20)) rows += chunk.length
    }
    await assert.rejects(reading(), hasCause)
    assert.ok(rows >= 20 && rows < 200, `${rows} rows came`)
    assert.equal((await notes(using)).length, 200)
  })

  test(`${server}: a transaction whose connection is cut is rolled back, and its hooks do not run`, async t => {
    const { using, proxy } = await notesThroughProxy(t, url)
    const hooks: string[] = []
    const cut = atomic(
      async () => {
        await using.execute('DELETE FROM note')
        onCommit(() => hooks.push('committed'), { using })
        proxy.cutAfter(1)
        await notes(using)
      },
      { using },
    )
    await assert.rejects(cut, hasCause)
    assert.deepEqual(hooks, [])
    assert.equal((await notes(using)).length, 200)
  })

  test(`${server}: a commit whose answer never came is no success, and its hooks do not run`, async t => {
    const { using, proxy } = await notesThroughProxy(t, url)
    const hooks: string[] = []
    const unanswered = atomic(
      async () => {
        await using.execute('DELETE FROM note WHERE id = 1')
        onCommit(() => hooks.push('committed'), { using })
        proxy.cutAfter(1)
      },
      { using },
    )
    await assert.rejects(unanswered, hasCause)
    assert.deepEqual(hooks, [])
    const left = (await notes(using)).length
    assert.ok(left === 200 || left === 199, 'the server alone knows which')
  })
}
