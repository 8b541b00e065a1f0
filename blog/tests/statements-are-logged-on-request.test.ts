import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { buildApp } from '../app.ts'
import { readSettings } from '../settings.ts'

interface Line {
  readonly logger?: string
  readonly sql?: string
  readonly ms?: number
}

async function statementsUnder(env: Record<string, string>): Promise<{ statements: Line[]; text: string }> {
  const lines: string[] = []
  const base = { NODE_ENV: 'test', BCRYPT_COST: '4', SECRET_KEY: 'x'.repeat(32), DATABASE_URL: 'sqlite::memory:' }
  const settings = readSettings({ ...base, ...env })
  const app = await buildApp(settings, { logStream: { write: line => void lines.push(line) } })
  const user = { password: 'correct-Horse-7', name: 'xdd', email: 'xdd@xdd.com' }
  const { token } = (await app.inject({ method: 'POST', url: '/users/', payload: user })).json<{ token: string }>()
  await app.inject({ url: '/users/me', headers: { jwt: token } })
  await app.close()
  const parsed = lines.map(line => JSON.parse(line) as Line) // pino writes one object a line
  return { statements: parsed.filter(line => line.sql !== undefined), text: lines.join('') }
}

describe('SQL statements', () => {
  test('are logged with parameters and duration when debugging is on and the level of db is debug', async () => {
    const { statements } = await statementsUnder({ LOG_LEVELS: 'db=debug' })
    const insert = statements.find(({ sql }) => sql?.startsWith('INSERT INTO "user"'))
    assert.match(insert?.sql ?? '', /'xdd@xdd.com'/)
    assert.equal(insert?.logger, 'db')
    assert.equal(typeof insert?.ms, 'number')
  })

  test('are logged without hashes, tokens and keys of sessions', async () => {
    const { text } = await statementsUnder({ LOG_LEVELS: 'db=trace' })
    assert.match(text, /\[redacted\]/)
    assert.doesNotMatch(text, /\$2b\$|[0-9a-f]{64}|eyJ|correct-Horse-7/)
  })

  for (const [what, env] of [
    ['the level is higher', { LOG_LEVELS: 'db=info', LOG_LEVEL: 'debug' }],
    ['debugging is off', { LOG_LEVELS: 'db=debug', DEBUG: 'off' }],
    [
      'it is production',
      {
        LOG_LEVELS: 'db=debug',
        NODE_ENV: 'production',
        BCRYPT_COST: '10',
        SECRET_KEY: 'q8Zr2LmX0vB7nT5kYw3HsJd6FgPc9AeU',
      },
    ],
  ] as const) {
    test(`are not logged when ${what}`, async () => {
      assert.deepEqual((await statementsUnder(env)).statements, [])
    })
  }
})
