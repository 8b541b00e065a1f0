import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HashPool } from '../../accounts/hashing/pool.ts'
import { buildSite, example } from '../helper.ts'

// ASVS 15.4.4: no work starves the rest.
describe('the hashing threads', () => {
  test('answer 503 with Retry-After when more waits than may wait', async () => {
    const hasher = new HashPool({ threads: 1, queue: 2 })
    const site = await buildSite({ RATE_LIMIT: 'off', BCRYPT_COST: '10' }, { hasher })
    const register = (_: unknown, at: number) =>
      site.request('POST', '/users/', { json: { ...example, email: `u${at}@xdd.com` } })
    const answers = await Promise.all(Array.from({ length: 8 }, register))
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [201, 201, 201, 503, 503, 503, 503, 503])
    for (const answer of answers.filter(({ statusCode }) => statusCode === 503)) {
      assert.ok(Number(answer.headers['retry-after']) >= 1)
      assert.equal(answer.json<{ code: string }>().code, 'busy')
    }
    await site.close()
  })

  test('fail a job that cannot be done, and go on with the next', async () => {
    const pool = new HashPool({ threads: 1 })
    await assert.rejects(pool.hash(undefined as never, { algorithm: 'bcrypt', cost: 4 })) // what the compiler would not let through
    assert.match(await pool.hash('x', { algorithm: 'bcrypt', cost: 4 }), /^\$2b\$04\$/)
    await pool.close()
  })

  test('refuse work after they were closed', async () => {
    const pool = new HashPool({ threads: 1 })
    await pool.close()
    await assert.rejects(pool.hash('x', { algorithm: 'bcrypt', cost: 4 }), { code: 'busy' })
  })
})
