import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { User } from '../../accounts/models.ts'
import { makeLink } from '../../accounts/one-time-tokens.ts'
import { example, registerUser } from '../helper.ts'
import { Reader } from '../reader.ts'
import { CountingHasher } from './counting-hasher.ts'
import { type SiteWithMail, siteWithMail } from './mailbox.ts'

// ASVS 6.3.8: time tells nothing about who has an account. A hash is what takes time; each entrance is asked for people
// who are there and who are not, and the hashes are counted.

const password = 'a new and better one'

interface Counted {
  readonly site: SiteWithMail
  /** Do something; how many hashes it took, and the status of the answer. */
  count(work: () => Promise<{ statusCode: number }>): Promise<readonly [hashes: number, status: number]>
}

async function counted(t: TestContext, env: Record<string, string> = {}): Promise<Counted> {
  const hasher = new CountingHasher()
  const site = await siteWithMail(t, { RATE_LIMIT: 'off', ...env }, { hasher })
  const count = async (work: () => Promise<{ statusCode: number }>) => {
    hasher.count = 0
    const { statusCode } = await work()
    await site.app.accounts.background.settled()
    return [hasher.count, statusCode] as const
  }
  return { site, count }
}

/** Accounts of every kind that an address may lead to. */
async function populate(site: SiteWithMail): Promise<readonly string[]> {
  const kinds = ['known', 'disabled', 'unusable', 'empty']
  for (const kind of kinds) await registerUser(site, { ...example, email: `${kind}@xdd.com` })
  await User.objects.filter({ email: 'disabled@xdd.com' }).update({ disabledAt: new Date(site.now.ms) })
  await User.objects.filter({ email: 'unusable@xdd.com' }).update({ password: '!unusable' })
  await User.objects.filter({ email: 'empty@xdd.com' }).update({ password: '' })
  await User.objects.create({ name: 'adopted', email: 'Adopted@xdd.com', password: '!' })
  return [...kinds.map(kind => `${kind}@xdd.com`), 'Adopted@xdd.com', 'unknown@xdd.com', 'no address', 'x'.repeat(64)]
}

test('every door to log in hashes once for a wrong password, whoever is meant', async t => {
  const { site, count } = await counted(t)
  const emails = await populate(site)
  const reader = new Reader(site)
  await reader.open('/login')
  for (const email of emails) {
    for (const wrong of ['wrong', 'w'.repeat(100)]) {
      const json = { email, password: wrong }
      for (const url of ['/users/login', '/users/token', '/api/users/login'])
        assert.deepEqual(await count(() => site.request('POST', url, { json })), [1, 400], `${url} ${email}`)
      assert.deepEqual(await count(() => reader.send('/login', json)), [1, 400], `/login ${email}`)
    }
  }
})

test('registering hashes once, whether the address is taken or free, in every mode', async t => {
  for (const [mode, free, taken] of [
    ['open', 201, 400],
    ['verify', 202, 202],
  ] as const) {
    const { site, count } = await counted(t, { REGISTRATION: mode })
    await User.objects.create({ name: 'x', email: 'taken@xdd.com', emailCanonical: 'taken@xdd.com', password: '!' })
    const register = (email: string) => () => site.request('POST', '/users/', { json: { ...example, email } })
    assert.deepEqual(await count(register('free@xdd.com')), [1, free], mode)
    assert.deepEqual(await count(register('taken@xdd.com')), [1, taken], mode)
    assert.deepEqual(await count(register('TAKEN@xdd.com')), [1, taken], mode)
  }
})

test('asking for a new password hashes for nobody', async t => {
  const { site, count } = await counted(t)
  for (const email of await populate(site)) {
    const ask = () => site.request('POST', '/users/password/forgotten', { json: { email } })
    assert.deepEqual(await count(ask), [0, 202], email)
  }
})

test('confirming an address hashes once, whether the link works, does not, or belongs to somebody disabled', async t => {
  const { site, count } = await counted(t)
  await populate(site)
  const linkOf = async (kind: string) => {
    const user = await User.objects.get({ email: `${kind}@xdd.com` })
    return (await makeLink('verify', site.now.ms, { userId: user.id, email: user.email })).secret
  }
  const confirm = (token: string, secret: string) => () =>
    site.request('POST', '/users/verify', { json: { token, password: secret } })
  assert.deepEqual(await count(confirm('x'.repeat(43), example.password)), [1, 400])
  for (const kind of ['known', 'disabled', 'unusable']) {
    assert.deepEqual(await count(confirm(await linkOf(kind), 'wrong')), [1, 400], kind)
  }
  assert.deepEqual(await count(confirm(await linkOf('known'), example.password)), [1, 200])
})

test('asking for another address hashes once, whether it is taken or free', async t => {
  const { site, count } = await counted(t)
  await populate(site)
  const { token } = (
    await site.json<{ token: string }>('POST', '/users/login', { ...example, email: 'known@xdd.com', name: undefined })
  ).body
  const move = (email: string, secret: string) => () =>
    site.request('POST', '/users/me/email', { token, json: { email, password: secret } })
  assert.deepEqual(await count(move('free@xdd.com', example.password)), [1, 202])
  assert.deepEqual(await count(move('unusable@xdd.com', example.password)), [1, 202])
  assert.deepEqual(await count(move('free@xdd.com', 'wrong')), [1, 400])
  assert.deepEqual(await count(move('unusable@xdd.com', 'wrong')), [1, 400])
})

test('whoever asks for a password again hashes once for it, and once more for a new one', async t => {
  const { site, count } = await counted(t)
  const token = await registerUser(site)
  const send = (url: string, json: object) => () => site.request('POST', url, { token, json })
  assert.deepEqual(await count(send('/users/me/delete', { password: 'wrong' })), [1, 400])
  assert.deepEqual(await count(send('/users/me/password', { current: 'wrong', password })), [1, 400])
  assert.deepEqual(await count(send('/users/me/password', { current: example.password, password })), [2, 200])
})

test('a link for a new password that does not work hashes nothing, whoever it was for', async t => {
  const { site, count } = await counted(t)
  await populate(site)
  for (const kind of ['known', 'disabled']) {
    const user = await User.objects.get({ email: `${kind}@xdd.com` })
    const { secret } = await makeLink('reset', site.now.ms, { userId: user.id, email: user.email, lifetime: -1 })
    const reset = () => site.request('POST', '/users/password/reset', { json: { token: secret, password } })
    assert.deepEqual(await count(reset), [0, 400], kind)
  }
})
