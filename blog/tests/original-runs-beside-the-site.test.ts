import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { makeOriginal, noOriginal } from './original.ts'
import { post } from './processes.ts'
import { siteOn } from './servers.ts'

const key = 'the secret key of the tests, 32 bytes or more'

interface Session {
  readonly token: string
  readonly user: { readonly id: number; readonly name: string; readonly email: string }
}

/** The document's Django project, and the site on the very file that it made, both listening. */
async function bothSites(t: TestContext, rounds: number) {
  const original = makeOriginal(t, key, rounds)
  const django = await original.serve()
  const first = { name: 'xdd', email: 'Xdd@xdd.com', password: 'abc' }
  const registered = await post(django, '/users/', first)
  assert.equal(registered.status, 201)
  const { token } = (await registered.json()) as Session
  await post(django, '/posts/', { title: '旧文', content: '一篇**旧**文' }, { jwt: token })
  const app = await siteOn({ url: `sqlite:${original.file}`, drop: async () => {} }, { RATE_LIMIT: 'off' })
  t.after(() => app.close())
  const inkstone = await app.listen({ port: 0, host: '127.0.0.1' })
  return { django, inkstone, first, token, file: original.file }
}

const get = async (origin: string, path: string, jwt = '') => {
  const answer = await fetch(origin + path, { headers: jwt === '' ? {} : { jwt } })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

async function logIn(origin: string, email: string, password: string): Promise<Session> {
  const answer = await post(origin, '/users/login', { email, password })
  assert.equal(answer.status, 200, `${email} at ${origin}`)
  return (await answer.json()) as Session
}

test('a database that Django made is taken over: users, passwords, tokens and posts', { skip: noOriginal }, async t => {
  const { inkstone, first, token, file } = await bothSites(t, 12)
  const { user } = await logIn(inkstone, 'xdd@XDD.com', first.password)
  assert.deepEqual(user, { id: 1, name: 'xdd', email: 'Xdd@xdd.com' })
  assert.deepEqual(await get(inkstone, '/users/me', token), { status: 200, body: { user } })
  const { body } = await get(inkstone, '/posts/1')
  const { postdate, ...read } = body.post as { postdate: number }
  assert.deepEqual(read, { id: 1, title: '旧文', author: 'xdd', author_id: 1, content: '一篇**旧**文' })
  assert.ok(Math.abs(postdate - Date.now() / 1000) < 600, 'moments mean the same')
  const database = new DatabaseSync(file, { readOnly: true })
  const { password } = database.prepare('SELECT password FROM user').get() as { password: string } // NOT NULL
  database.close()
  assert.match(password, /^\$2b\$12\$/)
})

test('users, tokens and posts of either are known to the other while both run', { skip: noOriginal }, async t => {
  const { django, inkstone, first } = await bothSites(t, 4)
  const sites = [django, inkstone] as const
  const password = '密码 with spaces, and é'
  for (const [maker, other] of [sites, [...sites].reverse()] as [string, string][]) {
    const email = `made-at-${maker === django ? 'django' : 'inkstone'}@xdd.com`
    const made = await post(maker, '/users/', { name: '新人', email, password })
    assert.equal(made.status, 201)
    const { token } = (await made.json()) as Session
    assert.equal((await get(other, '/users/me', token)).status, 200, 'the token counts there, too')
    const there = await logIn(other, email, password)
    assert.equal(there.user.email, email)
    assert.equal((await post(other, '/users/', { name: 'twice', email, password })).status, 400)
    const published = await post(maker, '/posts/', { title: email, content: '正文' }, { jwt: there.token })
    const { post: row } = (await published.json()) as { post: { id: number } }
    assert.deepEqual(await get(other, `/posts/${row.id}`), await get(maker, `/posts/${row.id}`))
    assert.equal((await post(other, '/users/login', { email, password: `${password}!` })).status, 400)
  }
  await logIn(django, first.email, first.password)
})

test('an address is one, however it was typed at either', { skip: noOriginal }, async t => {
  const { django, inkstone } = await bothSites(t, 4)
  const password = 'abc'
  assert.equal((await post(django, '/users/', { name: 'x', email: 'Later@xdd.com', password })).status, 201)
  assert.equal((await logIn(inkstone, 'later@XDD.com', password)).user.email, 'Later@xdd.com')
  for (const email of ['later@xdd.com', 'LATER@xdd.com', 'Later@xdd.com']) {
    const again = await post(inkstone, '/users/', { name: 'y', email, password })
    assert.deepEqual([again.status, ((await again.json()) as { code: string }).code], [400, 'email_taken'], email)
  }
})

test('both write at the same time, and neither loses anything', { skip: noOriginal }, async t => {
  const { django, inkstone, file } = await bothSites(t, 4)
  const each = 40
  const register = async (origin: string, at: number) => {
    const email = `${origin === django ? 'django' : 'inkstone'}-${at}@xdd.com`
    const answer = await post(origin, '/users/', { name: 'x', email, password: 'abc' })
    if (answer.status !== 201) return answer.status
    const { token } = (await answer.json()) as Session
    return (await post(origin, '/posts/', { title: email, content: 'x' }, { jwt: token })).status
  }
  const one = async (at: number) => {
    const email = `both-${at}@xdd.com`
    const answers = await Promise.all(
      [django, inkstone].map(origin => post(origin, '/users/', { name: 'x', email, password: 'abc' })),
    )
    return answers.map(({ status }) => status).sort()
  }
  const numbers = Array.from({ length: each }, (_, at) => at)
  const all = await Promise.all([
    ...numbers.map(at => register(django, at)),
    ...numbers.map(at => register(inkstone, at)),
  ])
  assert.deepEqual(new Set(all), new Set([201]))
  for (const statuses of await Promise.all(numbers.slice(0, 10).map(one))) assert.deepEqual(statuses, [201, 400])
  const database = new DatabaseSync(file, { readOnly: true })
  const rows = database
    .prepare('SELECT (SELECT count(*) FROM user) AS users, (SELECT count(*) FROM content) AS texts')
    .get()
  assert.deepEqual({ ...rows }, { users: 1 + 2 * each + 10, texts: 1 + 2 * each })
  database.close()
})

test('a token as the first version of the document makes it, without an end, is refused', {
  skip: noOriginal,
}, async t => {
  const { inkstone, token } = await bothSites(t, 4)
  const { createHmac } = await import('node:crypto')
  const [head = '', body = ''] = token.split('.')
  const { exp: _, ...endless } = JSON.parse(Buffer.from(body, 'base64url').toString())
  const input = `${head}.${Buffer.from(JSON.stringify(endless)).toString('base64url')}`
  const forever = `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`
  assert.equal((await get(inkstone, '/users/me', forever)).status, 401)
})
