import assert from 'node:assert/strict'
import { after, afterEach, beforeEach, describe, test } from 'node:test'
import { AuditEvent } from '../../accounts/audit/models.ts'
import { User } from '../../accounts/models.ts'
import { buildSite, cookiesOf, openBrowser, registerUser, type TestSite } from '../helper.ts'
import { Reader } from '../reader.ts'
import { openRedis, redisUrl } from '../redis.ts'

const email = 'xdd@xdd.com'
const password = 'some long password'
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const day = 86_400_000

interface Listed {
  readonly id: string
  readonly current: boolean
  readonly program: boolean
  readonly device: string | null
  readonly address: string
  readonly created_at: number
  readonly seen_at: number
  readonly expires_at: number
}

const redis = await openRedis()
after(() => redis?.disconnect())

// ASVS 7.2.1, ASVS 7.2.4, ASVS 7.3.1, ASVS 7.3.2: the server knows sessions, each log-in has its own, and they end by its clock.
for (const [store, env, missing] of [
  ['the database', {}, false],
  ['Redis', { REDIS_URL: redisUrl }, redis === null && 'no Redis answers: start one, or set TEST_REDIS_URL'],
] as const) {
  describe(`sessions in ${store}`, { skip: missing }, () => {
    let site: TestSite
    let token: string
    let reader: Reader
    beforeEach(async () => {
      await redis?.flushdb()
      site = await buildSite({ RATE_LIMIT: 'off', ...env })
      token = await registerUser(site, { name: 'xdd', email, password })
      reader = new Reader(site, { 'user-agent': firefox })
      site.now.ms += 1000
      await reader.logIn(email, password)
    })
    afterEach(() => site.close())

    const list = async (of = token) =>
      (await site.request('GET', '/users/me/sessions', { token: of })).json<{ sessions: Listed[] }>().sessions
    const isLoggedIn = async () => (await reader.call('GET', '/users/me')).statusCode === 200
    const holds = async (of: string) => (await site.request('GET', '/users/me', { token: of })).statusCode === 200

    test('are listed with device, address and times, the newest first', async () => {
      const [browser, program, ...rest] = await list()
      assert.equal(rest.length, 0)
      const seconds = site.now.ms / 1000
      assert.deepEqual(browser, {
        id: browser?.id,
        current: false,
        program: false,
        device: 'Firefox · Linux',
        address: '127.0.0.1',
        created_at: seconds,
        seen_at: seconds,
        expires_at: seconds + 7 * 86_400,
      })
      assert.deepEqual([program?.current, program?.program, program?.expires_at], [true, true, seconds - 1 + 28_800])
      assert.match(browser?.id ?? '', /^[0-9a-f]{16}$/)
    })

    test('are all ended at once, those of everybody', async () => {
      const other = await registerUser(site, { name: 'x', email: 'other@xdd.com', password })
      assert.equal(await site.app.accounts.sessions.clear(), 3)
      assert.deepEqual([await isLoggedIn(), await holds(token), await holds(other)], [false, false, false])
      assert.deepEqual(await site.app.accounts.sessions.ofUser(1), [])
    })

    test('are ended one by one, by their owner alone', async () => {
      const [browser] = await list()
      const stranger = await registerUser(site, { name: 'x', email: 'other@xdd.com', password })
      const url = `/users/me/sessions/${browser?.id}`
      assert.equal((await site.request('DELETE', url, { token: stranger })).statusCode, 404)
      assert.equal(await isLoggedIn(), true)
      assert.equal((await site.request('DELETE', url, { token })).statusCode, 204)
      assert.equal(await isLoggedIn(), false)
      assert.equal((await site.request('DELETE', url, { token })).statusCode, 404)
      assert.equal((await list()).length, 1)
    })

    test('are ended but for the one that asks', async () => {
      const answer = await reader.call('DELETE', '/users/me/sessions/others')
      assert.deepEqual(answer.json(), { ended: 1 })
      assert.deepEqual([await isLoggedIn(), await holds(token)], [true, false])
    })

    test('are ended all at once, with the cookie', async () => {
      const answer = await reader.call('DELETE', '/users/me/sessions')
      assert.deepEqual(answer.json(), { ended: 2 })
      assert.deepEqual([cookiesOf(answer).sessionid, answer.headers['clear-site-data']], ['', '"storage"'])
      assert.deepEqual([await isLoggedIn(), await holds(token)], [false, false])
      const again = await site.request('POST', '/users/login', { json: { email, password } })
      assert.equal(await holds(again.json<{ token: string }>().token), true)
    })

    test('end after silence, and in any case after their longest life', async () => {
      site.now.ms += 7 * day - 1
      assert.equal(await isLoggedIn(), true)
      site.now.ms += 7 * day
      assert.equal(await isLoggedIn(), false)
    })

    test('live no longer than 30 days however busy they are', async () => {
      for (let days = 1; days < 30; days++) {
        site.now.ms += day
        assert.equal(await isLoggedIn(), true, `day ${days}`)
      }
      site.now.ms += day
      assert.equal(await isLoggedIn(), false)
    })

    test('that were ended are not revived by a request under way', async () => {
      const { sessions } = site.app.accounts
      const user = await User.objects.get({ email })
      const [session] = await sessions.ofUser(user.id)
      await sessions.end([session?.key ?? ''])
      const end = new Date(site.now.ms + day)
      await sessions.prolong(session?.key ?? '', { seenAt: end, expiresAt: end })
      assert.equal(await sessions.find(session?.key ?? ''), null)
    })

    test('are new with each log-in, and the browser’s old one ends', async () => {
      const before = { ...reader.cookies }
      // Logged in already, the page leads on; a script may still log in anew.
      assert.equal((await reader.call('POST', '/users/login', { email, password })).statusCode, 200)
      assert.notEqual(reader.cookies.sessionid, before.sessionid)
      assert.equal((await site.request('GET', '/users/me', { cookies: before })).statusCode, 401)
    })

    test('hold no longer for a user who is disabled, and never for a visitor', async () => {
      await User.objects.filter({ email }).update({ disabledAt: new Date(site.now.ms) })
      assert.deepEqual([await isLoggedIn(), await holds(token)], [false, false])
      const { cookies } = await openBrowser(site)
      assert.equal(cookies.sessionid, undefined)
    })

    test('that ended are written down', async () => {
      await reader.call('DELETE', '/users/me/sessions/others')
      await reader.call('DELETE', '/users/me/sessions')
      const rows = [...(await AuditEvent.objects.filter({ event: 'sessions_ended' }))]
      assert.deepEqual(
        rows.map(({ details }) => details),
        [{ count: 1 }, { count: 1 }],
      )
    })
  })
}

describe('settings of sessions', () => {
  test('shorten the silence and the life', async t => {
    const site = await buildSite({ SESSION_IDLE: '900', SESSION_LIFETIME: '3600' })
    t.after(() => site.close())
    await registerUser(site, { name: 'xdd', email, password })
    const reader = new Reader(site)
    await reader.logIn(email, password)
    const status = async (minutes: number) => {
      site.now.ms += minutes * 60_000
      return (await reader.call('GET', '/users/me')).statusCode
    }
    assert.deepEqual(
      [await status(14), await status(14), await status(14), await status(14), await status(4)],
      [200, 200, 200, 200, 401],
    )
    await reader.logIn(email, password)
    assert.equal(await status(15), 401)
  })

  test('that have passed are cleaned up', async t => {
    const site = await buildSite()
    t.after(() => site.close())
    await registerUser(site, { name: 'xdd', email, password })
    assert.equal(await site.app.accounts.sessions.clean(site.now.ms), 0)
    assert.equal(await site.app.accounts.sessions.clean(site.now.ms + day), 1)
  })
})

describe('the page about one’s own account', () => {
  test('shows sessions and events, and ends sessions without scripts, in both languages', async t => {
    const site = await buildSite({ RATE_LIMIT: 'off' })
    t.after(() => site.close())
    const token = await registerUser(site, { name: 'xdd', email, password })
    const reader = new Reader(site, { 'user-agent': firefox })
    assert.equal((await reader.open('/me')).headers.location, '/login?next=%2Fme')
    site.now.ms += 1000
    await reader.logIn(email, password)
    const page = await reader.open('/me')
    assert.match(page.body, /<h1>我的账户<\/h1>/)
    assert.match(page.body, /Firefox · Linux <span class="hint">当前设备<\/span>/)
    assert.match(page.body, /<h3>登录<\/h3>/)
    const [, program = ''] = [...page.body.matchAll(/action="(\/me\/sessions\/[0-9a-f]{16}\/end)"/g)].map(
      ([, url]) => url,
    )
    assert.equal((await reader.send(program)).headers.location, '/me')
    assert.match((await reader.open('/me')).body, /会话已结束。/)
    assert.equal((await site.request('GET', '/users/me', { token })).statusCode, 401)
    reader.cookies.language = 'en'
    assert.match((await reader.open('/me')).body, /this device/)
    assert.equal((await reader.send('/me/sessions/end')).headers.location, '/login')
    assert.equal((await reader.open('/me')).statusCode, 303)
  })
})
