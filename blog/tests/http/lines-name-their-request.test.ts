import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildSite } from '../helper.ts'

interface Line {
  readonly logger: string
  readonly reqId?: string
  readonly msg: string
  readonly url?: string
}

test('all lines that a request causes carry its id, and no two requests share one', async t => {
  const site = await buildSite({ LOG_LEVEL: 'debug' })
  t.after(() => site.close())
  await site.app.inject({ url: '/nowhere' })
  await site.app.inject({ url: '/users/me' })
  const lines = site.log.map(line => JSON.parse(line) as Line) // pino writes one object a line
  const ids = lines.filter(line => line.logger === 'http').map(line => `${line.msg} ${line.reqId}`)
  assert.deepEqual(ids.slice(-4), ['refused req-1', 'answered req-1', 'refused req-2', 'answered req-2'])
})

test('answers are logged at the level debug and no other', async t => {
  const site = await buildSite({ LOG_LEVEL: 'info' })
  t.after(() => site.close())
  await site.app.inject({ url: '/users/me' })
  assert.match(site.log.join(''), /"refused"/)
  assert.doesNotMatch(site.log.join(''), /"answered"/)
})
