import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import bcrypt from 'bcrypt'
import { Session, User } from '../../accounts/models.ts'
import { DatabaseLimits } from '../../limits/store.ts'
import { buildSite, example, registerUser, type TestSite } from '../helper.ts'

describe('registering', () => {
  let site: TestSite
  before(async () => {
    site = await buildSite({ RATE_LIMIT: 'off' })
  })
  after(() => site.close())

  test('answers the document’s example with 201 and a token, and nothing else', async () => {
    const answer = await site.request('POST', '/users/', { json: example })
    assert.equal(answer.statusCode, 201)
    assert.match(String(answer.headers['content-type']), /^application\/json/)
    const body = answer.json<{ token: string }>()
    assert.deepEqual(Object.keys(body), ['token'])
    assert.match(body.token, /^[\w-]+\.[\w-]+\.[\w-]+$/)
    assert.equal(answer.headers['cache-control'], 'no-store')
  })

  test('signs the token so that a hand-made HS256 agrees', async () => {
    const token = await registerUser(site, { ...example, email: 'signed@xdd.com' })
    const [header, payload, signature] = token.split('.')
    const expected = createHmac('sha256', site.settings.secretKey).update(`${header}.${payload}`).digest('base64url')
    assert.equal(signature, expected)
    const user = await User.objects.get({ emailCanonical: 'signed@xdd.com' })
    assert.equal(JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()).user_id, user.id)
  })

  test('stores a salted bcrypt hash of the password as it was sent', async () => {
    await registerUser(site, { ...example, email: 'salt1@xdd.com', password: ' Pass wörd ' })
    await registerUser(site, { ...example, email: 'salt2@xdd.com', password: ' Pass wörd ' })
    const hashes = await User.objects.filter({ email__startswith: 'salt' }).valuesList('password', { flat: true })
    const [first = '', second] = [...hashes]
    assert.match(first, /^\$2b\$04\$/)
    assert.notEqual(first, second)
    assert.ok(await bcrypt.compare(' Pass wörd ', first))
    assert.ok(!(await bcrypt.compare('Pass wörd', first)))
  })

  test('keeps the address as typed, and compares it trimmed and in lower case', async () => {
    await registerUser(site, { ...example, email: ' Case@XDD.com' })
    const user = await User.objects.get({ emailCanonical: 'case@xdd.com' })
    assert.equal(user.email, 'Case@XDD.com')
    const again = await site.request('POST', '/users/', { json: { ...example, email: 'cASE@xdd.COM ' } })
    assert.equal(again.statusCode, 400)
  })

  test('refuses a taken address with the document’s sentence', async () => {
    await registerUser(site, { ...example, email: 'taken@xdd.com' })
    const answer = await site.request('POST', '/users/', { json: { ...example, email: 'taken@xdd.com' } })
    assert.equal(answer.statusCode, 400)
    const { error, code } = answer.json<{ error: string; code: string }>()
    assert.deepEqual([error, code], ['用户已存在', 'email_taken'])
  })

  test('speaks English to those who ask for it', async () => {
    const headers = { 'accept-language': 'en' }
    const answer = await site.request('POST', '/users/', { json: { ...example, password: 'a' }, headers })
    assert.deepEqual(answer.json(), {
      error: 'The user name or password is not right',
      code: 'invalid',
      fields: { password: [{ code: 'too_short', message: 'At least 3 characters' }] },
    })
  })

  test('answers under every form of its path', async () => {
    for (const [at, url] of ['/users', '/users/', '/api/users', '/api/users/'].entries()) {
      const answer = await site.request('POST', url, { json: { ...example, email: `path${at}@xdd.com` } })
      assert.equal(answer.statusCode, 201, url)
    }
  })

  test('gives a plain client no cookie', async () => {
    const answer = await site.request('POST', '/users/', { json: { ...example, email: 'plain@xdd.com' } })
    assert.equal(answer.headers['set-cookie'], undefined)
  })

  test('takes a password of any length up to 256 characters whole', async () => {
    const long = `${'长城万里'.repeat(10)}x`
    await registerUser(site, { ...example, email: 'long@xdd.com', password: long })
    const logIn = (password: string) =>
      site.request('POST', '/users/login', { json: { email: 'long@xdd.com', password } })
    assert.equal((await logIn(long)).statusCode, 200)
    assert.equal((await logIn(`${long.slice(0, -1)}y`)).statusCode, 400)
    const { password } = await User.objects.get({ emailCanonical: 'long@xdd.com' })
    assert.match(password, /^hmac_sha384\$[0-9a-f]{8}\$\$2b\$04\$/)
    assert.ok(password.length <= 128)
  })

  test('of one address twenty times at once makes one user', async () => {
    const sessions = await Session.objects.count()
    const attempts = Array.from({ length: 20 }, () =>
      site.request('POST', '/users/', { json: { ...example, email: 'race@xdd.com' } }),
    )
    const answers = await Promise.all(attempts)
    const statuses = answers.map(answer => answer.statusCode).sort()
    assert.deepEqual(statuses, [201, ...Array(19).fill(400)])
    for (const answer of answers.filter(({ statusCode }) => statusCode === 400)) {
      assert.equal(answer.json<{ error: string }>().error, '用户已存在')
    }
    assert.equal(await User.objects.filter({ emailCanonical: 'race@xdd.com' }).count(), 1)
    assert.equal(await Session.objects.count(), sessions + 1)
  })
})

describe('registering away from one’s own machine', () => {
  test('asks for eight characters that are not among the first to be tried', async () => {
    const site = await buildSite({ HOST: '0.0.0.0', RATE_LIMIT: 'off' })
    for (const [password, code] of [
      ['abcdefg', 'too_short'],
      ['Password1', 'common_password'],
      ['88888888', 'common_password'],
      ['qwertyuiop', 'common_password'],
      ['87654321', 'common_password'],
      ['xdd@xdd.com', 'password_like_account'],
    ] as const) {
      const answer = await site.request('POST', '/users/', { json: { ...example, password } })
      assert.equal(answer.statusCode, 400)
      assert.equal(answer.json<{ fields: { password: { code: string }[] } }>().fields.password[0]?.code, code, password)
    }
    assert.equal(await User.objects.count(), 0)
    await registerUser(site, { ...example, password: '🐼🐼🐼🐼 字字字' })
    await site.close()
  })
})

describe('registering where the network cannot be noted', () => {
  /** Counts as ever, but fails to remember where owners come from. */
  class Forgetful extends DatabaseLimits {
    override take(...[subject, policy]: Parameters<DatabaseLimits['take']>): Promise<number> {
      if (subject[0] === 'acquainted') throw new Error('the store fails')
      return super.take(subject, policy)
    }
  }

  test('leaves no half of a registration behind', async t => {
    const site = await buildSite({}, { limits: new Forgetful(Date.now) })
    t.after(() => site.close())
    const answer = await site.request('POST', '/users/', { json: example })
    assert.equal(answer.statusCode, 500)
    assert.deepEqual([await User.objects.count(), await Session.objects.count()], [0, 0])
  })
})
