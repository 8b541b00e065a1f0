import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ApiToken } from '../../accounts/api-tokens/models.ts'
import { AuditEvent } from '../../accounts/audit/models.ts'
import { Passkey, RecoveryCode, TotpSecret } from '../../accounts/factors/models.ts'
import { Session, User } from '../../accounts/models.ts'
import { OneTimeToken } from '../../accounts/models-one-time.ts'
import { RefreshToken } from '../../accounts/refresh/models.ts'
import { buildSite, registerUser, type TestSite } from '../helper.ts'
import { Reader } from '../reader.ts'
import { addApp } from './factors/people.ts'

const email = 'xdd@xdd.com'
const password = 'some long password'

describe('leaving', () => {
  let site: TestSite
  let token: string
  beforeEach(async () => {
    site = await buildSite({ RATE_LIMIT: 'off' })
    token = await registerUser(site, { name: 'xdd', email, password })
  })
  afterEach(() => site.close())

  const publish = async () => {
    const json = { title: '一篇', content: 'the **text**' }
    return (await site.request('POST', '/posts/', { token, json })).json<{ post: { id: number } }>().post.id
  }
  const leave = (json: object = { password }) => site.request('POST', '/users/me/delete', { token, json })

  test('begins with an export of everything but secrets', async () => {
    await publish()
    await site.request('POST', '/users/me/tokens', { token, json: { name: 'backup', scopes: ['posts:write'] } })
    await registerUser(site, { name: 'other', email: 'other@xdd.com', password })
    const answer = await site.request('GET', '/users/me/export', { token })
    assert.match(String(answer.headers['content-disposition']), /^attachment/)
    const { user, sessions, api_tokens, events, posts } = answer.json()
    assert.deepEqual([user.email, sessions.length, api_tokens[0].name, events.length], [email, 1, 'backup', 2])
    assert.deepEqual([posts.length, posts[0].title, posts[0].content], [1, '一篇', 'the **text**'])
    const { password: hash } = await User.objects.get({ email })
    const secrets = [hash, token, 'other@xdd.com', (await ApiToken.objects.get({ name: 'backup' })).digest]
    for (const secret of secrets) assert.ok(!answer.body.includes(secret))
    assert.equal((await site.request('GET', '/users/me/export')).statusCode, 401)
  })

  test('has second factors in the export without their secrets, and takes them along when it deletes', async () => {
    const { token: careful, codes } = await addApp(site, token)
    const answer = await site.request('GET', '/users/me/export', { token: careful })
    assert.deepEqual(answer.json().second_factors, { totp: true, passkeys: [], recoveryCodes: 10 })
    const [{ sealed }, { digest }] = [await TotpSecret.objects.get(), await RecoveryCode.objects.earliest('id')]
    for (const secret of [sealed, digest, ...codes]) assert.ok(!answer.body.includes(secret))
    const left = await site.request('POST', '/users/me/delete', { token: careful, json: { password } })
    assert.equal(left.statusCode, 200)
    const counts = [TotpSecret, RecoveryCode, Passkey, OneTimeToken].map(model => model.objects.count())
    assert.deepEqual(await Promise.all(counts), [0, 0, 0, 0])
  })

  test('deletes the account with its sessions and tokens, and leaves the audit log', async () => {
    await site.request('POST', '/users/token', { json: { email, password } })
    await site.request('POST', '/users/me/tokens', { token, json: { name: 'backup', scopes: ['posts:write'] } })
    assert.equal((await leave()).statusCode, 200)
    const counts = [User, Session, RefreshToken, ApiToken].map(model => model.objects.count())
    assert.deepEqual(await Promise.all(counts), [0, 0, 0, 0])
    assert.equal((await site.request('GET', '/users/me', { token })).statusCode, 401)
    assert.equal(await AuditEvent.objects.filter({ event: 'account_deleted' }).count(), 1)
  })

  test('needs the password again', async () => {
    for (const [json, code] of [
      [{ password: 'another password' }, 'wrong_password'],
      [{}, 'invalid'],
    ] as const) {
      const answer = await leave(json)
      assert.deepEqual([answer.statusCode, answer.json().code], [400, code])
    }
    assert.equal(await User.objects.count(), 1)
  })

  test('is refused while there are posts, and changes nothing then', async () => {
    const id = await publish()
    const answer = await leave()
    assert.deepEqual([answer.statusCode, answer.json().code], [400, 'account_has_posts'])
    assert.equal((await site.request('GET', '/users/me', { token })).statusCode, 200)
    assert.equal(await AuditEvent.objects.filter({ event: 'account_deleted' }).count(), 0)
    await site.request('DELETE', `/posts/${id}`, { token })
    assert.equal((await leave()).statusCode, 200)
  })

  test('is told about on a page that works without scripts, in both languages', async () => {
    const reader = new Reader(site)
    await reader.logIn(email, password)
    const id = await publish()
    assert.match((await reader.open('/me/delete')).body, /你还有 1 篇文章/)
    reader.cookies.language = 'en'
    assert.match((await reader.open('/me/delete')).body, /You still have 1 post\./)
    await site.request('DELETE', `/posts/${id}`, { token })
    await reader.open('/me/delete')
    assert.equal((await reader.send('/me/delete', { password: 'wrong' })).statusCode, 400)
    assert.equal((await reader.send('/me/delete', { password })).headers.location, '/')
    assert.match((await reader.open('/')).body, /The account is deleted\./)
    assert.equal(await User.objects.count(), 0)
  })
})
