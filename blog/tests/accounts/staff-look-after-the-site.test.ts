import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { AuditEvent } from '../../accounts/audit/models.ts'
import { User } from '../../accounts/models.ts'
import { grantRole } from '../../accounts/roles/grants.ts'
import { Permission } from '../../accounts/roles/models.ts'
import { Letter } from '../../mail/models.ts'
import { Undeliverable } from '../../mail/transport.ts'
import { buildSite as buildWith, type TestSite } from '../helper.ts'
import { Reader } from '../reader.ts'
import { buildSite } from '../site.ts'

const password = 'some long password'

/** Register somebody with a role; their id and token. */
async function register(site: TestSite, email: string, role?: string) {
  const json = { name: email.split('@')[0], email, password }
  const { token } = (await site.request('POST', '/users/', { json })).json()
  const user = await User.objects.get({ email })
  if (role !== undefined) await grantRole(user, role)
  return { id: user.id, token: String(token) }
}

async function scene(t: TestContext) {
  const site = await buildSite(t)
  const staff = await register(site, 'staff@xdd.com', 'staff')
  const ada = await register(site, 'ada@xdd.com')
  const call = async (method: string, url: string, { token } = staff, json?: unknown) => {
    const answer = await site.request(method, `/staff${url}`, { token, ...(json === undefined ? {} : { json }) })
    return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
  }
  const status = async (token: string) => (await site.request('GET', '/users/me', { token })).statusCode
  return { site, staff, ada, call, status }
}

const calls = [
  ['GET', '/users'],
  ['GET', '/users/2/sessions'],
  ['DELETE', '/users/2/sessions'],
  ['DELETE', '/users/2/sessions/x'],
  ['DELETE', '/sessions'],
  ['POST', '/users/2/disable'],
  ['POST', '/users/2/enable'],
  ['GET', '/invites'],
  ['POST', '/invites'],
  ['DELETE', '/invites/1'],
  ['GET', '/letters'],
] as const

describe('the calls for staff', () => {
  test('are refused to visitors, to users, to editors, and to API tokens of staff', async t => {
    const { site, staff, ada, call } = await scene(t)
    const editor = await register(site, 'editor@xdd.com', 'editor')
    const wish = { name: 'all of it', scopes: ['account:read', 'posts:write'] }
    const { token } = (await site.request('POST', '/users/me/tokens', { token: staff.token, json: wish })).json()
    for (const [method, url] of calls) {
      assert.equal((await site.request(method, `/staff${url}`)).statusCode, 401, `${method} ${url}`)
      for (const who of [ada, editor]) assert.equal((await call(method, url, who)).status, 403, `${method} ${url}`)
      assert.equal((await call(method, url, { ...staff, token })).body.code, 'insufficient_scope', `${method} ${url}`)
    }
  })

  test('ask for the permission and for the flag: neither is enough', async t => {
    const { site, call } = await scene(t)
    const flagged = await register(site, 'flag@xdd.com')
    await User.objects.filter({ pk: flagged.id }).update({ isStaff: true })
    assert.equal((await call('GET', '/users', flagged)).status, 403)
    const permitted = await register(site, 'permission@xdd.com')
    const user = await User.objects.get({ pk: permitted.id })
    await user.userPermissions.add(await Permission.objects.get({ model: 'accounts.user', codename: 'view_user' }))
    assert.equal((await call('GET', '/users', permitted)).status, 403)
    await User.objects.filter({ pk: permitted.id }).update({ isStaff: true })
    assert.equal((await call('GET', '/users', permitted)).status, 200)
    assert.equal((await call('GET', '/letters', permitted)).status, 403)
  })

  test('find users by a part of their name or address, without hashes', async t => {
    const { call, site } = await scene(t)
    const { users } = (await call('GET', '/users?q=ADA')).body
    assert.deepEqual(users, [
      {
        id: 2,
        name: 'ada',
        email: 'ada@xdd.com',
        joined_at: site.now.ms / 1000,
        verified_at: null,
        disabled_at: null,
        roles: [],
      },
    ])
    assert.deepEqual(
      (await call('GET', '/users')).body.users.map((user: { roles: string[] }) => user.roles),
      [[], ['staff']],
    )
    assert.doesNotMatch(JSON.stringify(users), /\$2b\$/)
  })

  // ASVS 7.4.5.
  test('list the sessions of a user and end one of them, or all', async t => {
    const { ada, site, call, status } = await scene(t)
    const again = (await site.request('POST', '/users/login', { json: { email: 'ada@xdd.com', password } })).json()
      .token
    const { sessions } = (await call('GET', `/users/${ada.id}/sessions`)).body
    assert.equal(sessions.length, 2)
    assert.equal((await call('DELETE', `/users/${ada.id}/sessions/nothing`)).status, 404)
    assert.equal((await call('DELETE', `/users/${ada.id}/sessions/${sessions[0].id}`)).status, 204)
    assert.deepEqual([await status(ada.token), await status(again)].sort(), [200, 401])
    assert.deepEqual((await call('DELETE', `/users/${ada.id}/sessions`)).body, { ended: 1 })
    assert.deepEqual([await status(ada.token), await status(again)], [401, 401])
    assert.equal((await call('GET', '/users/99/sessions')).status, 404)
    assert.equal((await call('GET', '/users/x/sessions')).status, 404)
  })

  test('end everybody’s sessions and tokens', async t => {
    const { site, staff, ada, call, status } = await scene(t)
    const wish = { name: 'a program', scopes: ['account:read'] }
    const made = await site.request('POST', '/users/me/tokens', { token: ada.token, json: wish })
    const credentials = { email: 'ada@xdd.com', password }
    const pair = (await site.request('POST', '/users/token', { json: credentials })).json()
    site.now.ms += 1
    assert.deepEqual((await call('DELETE', '/sessions')).body, { ended: 3 })
    for (const token of [staff.token, ada.token, pair.token, made.json().token]) assert.equal(await status(token), 401)
    const json = { refresh_token: pair.refresh_token }
    assert.equal((await site.request('POST', '/users/token/refresh', { json })).statusCode, 401)
    assert.equal((await site.request('POST', '/users/login', { json: credentials })).statusCode, 200)
  })

  test('keep a user out at once, in every way, and let them in again', async t => {
    const { site, ada, call, status } = await scene(t)
    const wish = { name: 'a program', scopes: ['account:read'] }
    const { token } = (await site.request('POST', '/users/me/tokens', { token: ada.token, json: wish })).json()
    const browser = new Reader(site)
    await browser.logIn('ada@xdd.com', password)
    site.now.ms += 1
    assert.equal((await call('POST', `/users/${ada.id}/disable`)).status, 200)
    const logIn = () => site.request('POST', '/users/login', { json: { email: 'ada@xdd.com', password } })
    assert.deepEqual([await status(ada.token), await status(token)], [401, 401])
    assert.equal((await browser.open('/me')).statusCode, 303)
    assert.equal((await logIn()).json().code, 'bad_credentials')
    assert.equal((await call('POST', `/users/${ada.id}/enable`)).status, 200)
    assert.equal((await logIn()).statusCode, 200)
    assert.deepEqual([await status(ada.token), await status(token)], [401, 401], 'what was ended stays ended')
  })

  test('let staff keep out neither themselves nor other staff nor superusers, and superusers all but themselves', async t => {
    const { site, staff, call } = await scene(t)
    const other = await register(site, 'other@xdd.com', 'staff')
    const root = await register(site, 'root@xdd.com', 'superuser')
    for (const { id } of [staff, other, root]) assert.equal((await call('POST', `/users/${id}/disable`)).status, 403)
    assert.equal((await call('POST', `/users/${root.id}/disable`, root)).status, 403)
    assert.equal((await call('POST', `/users/${other.id}/disable`, root)).status, 200)
    assert.equal((await call('POST', `/users/${other.id}/enable`)).status, 403)
  })

  test('are written down, with who did it', async t => {
    const { staff, ada, call } = await scene(t)
    await call('POST', `/users/${ada.id}/disable`)
    await call('POST', `/users/${ada.id}/enable`)
    await call('DELETE', `/users/${ada.id}/sessions`)
    await call('POST', '/invites', staff, {})
    await call('DELETE', '/sessions')
    const events = [...(await AuditEvent.objects.filter({ details__by: staff.id }).orderBy('id'))]
    assert.deepEqual(
      events.map(({ event, userId }) => [event, userId]),
      [
        ['user_disabled', ada.id],
        ['user_enabled', ada.id],
        ['sessions_ended', ada.id],
        ['user_invited', null],
        ['all_sessions_ended', null],
      ],
    )
  })
})

describe('invitations', () => {
  test('are made, listed without their secret, used once, and withdrawn', async t => {
    const site = await buildWith({ REGISTRATION: 'invite', RATE_LIMIT: 'off' })
    t.after(() => site.close())
    const root = await User.objects.create({
      name: 'root',
      email: 'root@xdd.com',
      emailCanonical: 'root@xdd.com',
      password: '!',
    })
    await grantRole(root, 'staff')
    const session = { key: 'a'.repeat(64), userId: root.id, cookie: false, createdAt: new Date(site.now.ms) }
    const never = new Date(site.now.ms + 1e10)
    await site.app.accounts.sessions.add({
      ...session,
      expiresAt: never,
      seenAt: null,
      confirmedAt: null,
      address: null,
      device: null,
    })
    const token = await site.app.accounts.tokens.make(root.id, session.key)
    const made = await site.request('POST', '/staff/invites', { token, json: { email: 'ada@xdd.com', days: 7 } })
    assert.equal(made.statusCode, 201)
    const secret = /\/reg\?invite=([\w-]{43})$/.exec(made.json().link)?.[1] ?? ''
    const listed = await site.request('GET', '/staff/invites', { token })
    assert.deepEqual(listed.json().invites[0].email, 'ada@xdd.com')
    assert.ok(!listed.body.includes(secret))
    const ada = { name: 'ada', email: 'ada@xdd.com', password, invite: secret }
    assert.equal((await site.request('POST', '/users/', { json: { ...ada, email: 'eve@xdd.com' } })).statusCode, 400)
    assert.equal((await site.request('POST', '/users/', { json: ada })).statusCode, 201)
    assert.deepEqual((await site.request('GET', '/staff/invites', { token })).json().invites, [])

    const anybody = (await site.request('POST', '/staff/invites', { token, json: {} })).json().link.split('=')[1]
    const { invites } = (await site.request('GET', '/staff/invites', { token })).json()
    const withdraw = () => site.request('DELETE', `/staff/invites/${invites[0].id}`, { token })
    assert.equal((await withdraw()).statusCode, 204)
    assert.equal((await withdraw()).statusCode, 404)
    const eve = { name: 'eve', email: 'eve@xdd.com', password, invite: anybody }
    assert.equal((await site.request('POST', '/users/', { json: eve })).json().code, 'invalid_invite')
    assert.equal((await site.request('POST', '/staff/invites', { token, json: { email: 'nonsense' } })).statusCode, 400)
  })
})

describe('the page for staff', () => {
  test('invites somebody without scripts, shows the link once, and withdraws it', async t => {
    const { site } = await scene(t)
    const reader = new Reader(site)
    await reader.logIn('staff@xdd.com', password)
    assert.match((await reader.open('/me')).body, /href="\/staff"/)
    await reader.open('/staff')
    const wrong = await reader.send('/staff', { email: 'nonsense', days: '14' })
    assert.deepEqual([wrong.statusCode, wrong.body.includes('value="nonsense"')], [400, true])
    const made = await reader.send('/staff', { email: '', days: '14' })
    assert.match(made.body, /\/reg\?invite=[\w-]{43}</)
    const page = (await reader.open('/staff')).body
    assert.doesNotMatch(page, /invite=[\w-]{43}/)
    const [, action = ''] = /action="(\/staff\/invites\/\d+\/withdraw)"/.exec(page) ?? []
    assert.equal((await reader.send(action)).statusCode, 303)
    assert.match((await reader.open('/staff')).body, /邀请已撤回/)
  })

  test('is refused to everybody else', async t => {
    const { site } = await scene(t)
    const reader = new Reader(site)
    assert.equal((await reader.open('/staff')).headers.location, '/login?next=%2Fstaff')
    await reader.logIn('ada@xdd.com', password)
    assert.doesNotMatch((await reader.open('/me')).body, /href="\/staff"/)
    assert.equal((await reader.open('/staff')).statusCode, 403)
    assert.equal((await reader.send('/staff', { email: '', days: '14' })).statusCode, 403)
  })

  test('shows letters that are stuck, and why, but never what they say', async t => {
    const transport = {
      reachesRecipient: true,
      deliver: async () => Promise.reject(new Undeliverable('no', { cause: { code: 'EENVELOPE', responseCode: 550 } })),
      close: () => undefined,
    }
    const site = await buildWith({ RATE_LIMIT: 'off' }, { mailTransport: transport })
    t.after(() => site.close())
    const staff = await register(site, 'staff@xdd.com', 'staff')
    await register(site, 'ada@xdd.com')
    await site.request('POST', '/users/password/forgotten', { json: { email: 'ada@xdd.com' } })
    await site.app.accounts.background.settled()
    await site.app.mail.send()
    assert.equal(await Letter.objects.count(), 1)
    const { letters } = (await site.request('GET', '/staff/letters', { token: staff.token })).json()
    const { kind, recipient, attempts, fault, due_at } = letters[0]
    assert.deepEqual([kind, recipient, attempts, fault, due_at], ['reset', 'ada@xdd.com', 1, 'EENVELOPE 550', null])
    const reader = new Reader(site)
    await reader.logIn('staff@xdd.com', password)
    const { body } = await reader.open('/staff')
    assert.match(body, /ada@xdd\.com.*EENVELOPE 550.*已放弃/s)
    assert.doesNotMatch(body, /token=/)
  })
})
