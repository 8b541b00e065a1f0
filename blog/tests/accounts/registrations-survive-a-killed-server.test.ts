import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { post, type Running, start } from '../processes.ts'

/** How often the server is killed: a few times in `npm test`, `KILLS=100` by hand. */
const kills = Number(process.env.KILLS ?? 5)
const clients = 8
const password = 'a password of the tests'

const folder = mkdtempSync(join(tmpdir(), 'inkstone-killed-'))
after(() => rmSync(folder, { recursive: true }))
const settings = { DATA_DIR: folder, NODE_ENV: 'test', BCRYPT_COST: '4', RATE_LIMIT: 'off' }

const logIn = async (site: Running, email: string) =>
  (await post(site.origin, '/users/login', { email, password })).status

/** What became of the registrations that were sent before the server was killed. */
interface Round {
  /** Answered 201. */
  readonly registered: string[]
  /** Cut off without an answer. */
  readonly unanswered: string[]
}

/** Register, publish and forget passwords from many clients at once, and kill the server in the middle of it. */
async function killUnderLoad(site: Running, round: number): Promise<Round> {
  const result: Round = { registered: [], unanswered: [] }
  // Another number of answers each time, so that another moment is hit.
  const enough = 10 + ((round * 37) % 90)
  let ended: Promise<void> | undefined
  let sent = 0
  const client = async () => {
    while (!ended) {
      const email = `user-${round}-${sent++}@example.com`
      try {
        const answer = await post(site.origin, '/users/', { name: 'someone', email, password })
        assert.equal(answer.status, 201)
        const { token } = (await answer.json()) as { token: string }
        result.registered.push(email)
        if (result.registered.length >= enough) ended ??= site.kill()
        await post(site.origin, '/posts/', { title: email, content: 'a text' }, { jwt: token })
        await post(site.origin, '/users/password/forgotten', { email })
      } catch (error) {
        if (!(error instanceof TypeError)) throw error // what fetch throws when it is cut off
        if (!result.registered.includes(email)) result.unanswered.push(email)
      }
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  await ended
  return result
}

/** Count what should not be there: rows whose other half is missing. */
function halves(): Record<string, unknown> {
  const database = new DatabaseSync(join(folder, 'inkstone.sqlite3'), { readOnly: true })
  const count = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0])
  const found = {
    integrity: Object.values(database.prepare('PRAGMA integrity_check').get() ?? {})[0],
    brokenReferences: database.prepare('PRAGMA foreign_key_check').all().length,
    usersWithoutSession: count('SELECT count(*) FROM user WHERE id NOT IN (SELECT user_id FROM session)'),
    usersWithoutEvent: count(
      "SELECT count(*) FROM user WHERE id NOT IN (SELECT user_id FROM audit_event WHERE event = 'registered')",
    ),
    eventsWithoutUser: count(
      "SELECT count(*) FROM audit_event WHERE event = 'registered' AND user_id NOT IN (SELECT id FROM user)",
    ),
    postsWithoutText: count('SELECT count(*) FROM post WHERE id NOT IN (SELECT post_id FROM content)'),
    lettersToNobody: count('SELECT count(*) FROM outbox WHERE recipient NOT IN (SELECT email FROM user)'),
    lettersWithoutLinks: count(
      "SELECT count(*) FROM outbox WHERE kind = 'reset' AND recipient NOT IN (SELECT email FROM one_time_token WHERE purpose = 'reset')",
    ),
  }
  database.close()
  return found
}

const nothing = {
  integrity: 'ok',
  brokenReferences: 0,
  usersWithoutSession: 0,
  usersWithoutEvent: 0,
  eventsWithoutUser: 0,
  postsWithoutText: 0,
  lettersToNobody: 0,
  lettersWithoutLinks: 0,
}

test(`of ${kills} servers that are killed while many register, none forgets whom it answered`, async t => {
  const everybody: string[] = []
  let cutOff = 0
  let site = await start(settings)
  for (let round = 0; round < kills; round++) {
    const { registered, unanswered } = await killUnderLoad(site, round)
    assert.deepEqual(halves(), nothing)
    site = await start(settings)
    for (const email of registered) assert.equal(await logIn(site, email), 200, email)
    for (const email of unanswered) {
      if ((await logIn(site, email)) === 200) continue
      const again = await post(site.origin, '/users/', { name: 'again', email, password })
      assert.equal(again.status, 201, `${email} is neither there nor free`)
    }
    everybody.push(...registered)
    cutOff += unanswered.length
  }
  const [first = ''] = everybody
  assert.equal(await logIn(site, first), 200)
  assert.equal(await site.stop(), 0)
  assert.deepEqual(halves(), nothing)
  t.diagnostic(`${kills} kills, ${everybody.length} answered and all there, ${cutOff} cut off`)
})
