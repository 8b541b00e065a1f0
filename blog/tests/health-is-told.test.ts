import assert from 'node:assert/strict'
import { test } from 'node:test'
import { currentDatabase } from '@inkstone/orm'
import { kinds, siteOn } from './servers.ts'

const [sqlite] = kinds

/** A database that no server is needed for. */
async function onDisk() {
  assert.ok(sqlite)
  return sqlite.make()
}

for (const { name, skip, make } of kinds) {
  test(`a site on ${name} is healthy and ready, under any name, until its database is away`, { skip }, async t => {
    const scratch = await make()
    const app = await siteOn(scratch, { ALLOWED_HOSTS: 'blog.example.com' })
    t.after(() => app.close().then(() => scratch.drop()))
    const ask = async (url: string) => {
      const { statusCode, headers, body } = await app.inject({ url, headers: { host: '10.0.0.7:8000' } })
      return [statusCode, body, headers['cache-control']]
    }
    const ok = [200, '{"status":"ok"}', 'no-store']
    assert.deepEqual([await ask('/healthz'), await ask('/readyz')], [ok, ok])
    assert.equal((await ask('/'))[0], 400, 'and nothing else is')
    await currentDatabase().close()
    assert.deepEqual(await ask('/healthz'), ok)
    assert.deepEqual(await ask('/readyz'), [503, '{"error":"服务器繁忙，请稍后再试","code":"busy"}', 'no-store'])
  })
}

test('a site whose Redis is away is healthy and not ready', async t => {
  const scratch = await onDisk()
  const app = await siteOn(scratch, { REDIS_URL: 'redis://127.0.0.1:1' })
  t.after(() => app.close().then(() => scratch.drop()))
  assert.equal((await app.inject('/healthz')).statusCode, 200)
  const answer = await app.inject('/readyz')
  assert.deepEqual([answer.statusCode, answer.headers['retry-after']], [503, '1'])
})

test('who asks for more than that is told no more', async t => {
  const scratch = await onDisk()
  const app = await siteOn(scratch)
  t.after(() => app.close().then(() => scratch.drop()))
  for (const url of ['/healthz', '/readyz']) {
    assert.equal((await app.inject({ method: 'HEAD', url })).statusCode, 200)
    const { statusCode, headers } = await app.inject({ method: 'POST', url })
    assert.deepEqual([statusCode, headers.allow], [405, 'GET, HEAD'])
  }
})
