import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UsageError } from '@inkstone/orm'
import { AuditEvent } from '../../accounts/audit/models.ts'
import { cleanAccounts } from '../../accounts/cleaning.ts'
import { User } from '../../accounts/models.ts'
import { buildSite as buildWith, example, registerUser } from '../helper.ts'
import { buildSite } from '../site.ts'

const credentials = { email: example.email, password: example.password }

async function events(): Promise<(readonly [string, number | null, unknown])[]> {
  const rows = await AuditEvent.objects.orderBy('id')
  return [...rows].map(({ event, userId, details }) => [event, userId, details] as const)
}

// ASVS 16.3.1: every log-in and change is written down, good or bad.
test('registering, logging in, good and bad, and logging out are written down', async t => {
  const site = await buildSite(t)
  const token = await registerUser(site)
  const { id } = await User.objects.get({ email: example.email })
  await site.request('POST', '/users/', { json: example })
  await site.request('POST', '/users/login', { json: credentials })
  await site.request('POST', '/users/login', { json: { ...credentials, password: 'wrong' } })
  await site.request('POST', '/users/login', { json: { ...credentials, email: 'nobody@xdd.com' } })
  await site.request('POST', '/users/logout', { token })
  assert.deepEqual(await events(), [
    ['registered', id, {}],
    ['registration_refused', null, { reason: 'email_taken' }],
    ['logged_in', id, { method: 'password' }],
    ['login_failed', id, { method: 'password' }],
    ['login_failed', null, { method: 'password' }],
    ['logged_out', id, {}],
  ])
})

test('an event says when, from where and with what', async t => {
  const site = await buildSite(t)
  await site.request('POST', '/users/', { json: example, headers: { 'user-agent': `Tool/1\u00e9 ${'x'.repeat(300)}` } })
  const event = await AuditEvent.objects.get({ event: 'registered' })
  assert.deepEqual([event.at.getTime(), event.address], [site.now.ms, '127.0.0.1'])
  assert.equal(event.device, `Tool/1 ${'x'.repeat(93)}...${'x'.repeat(97)}`)
})

test('no secret and no address of mail is in the log', async t => {
  const site = await buildSite(t)
  const token = await registerUser(site)
  await site.request('POST', '/users/login', { json: { ...credentials, password: 'a wrong password' } })
  await site.request('POST', '/users/logout', { token })
  const { password } = await User.objects.get({ email: example.email })
  const stored = JSON.stringify(await AuditEvent.objects.all().values())
  for (const secret of [token, password, example.email, 'a wrong password']) assert.ok(!stored.includes(secret))
})

test('what was written is neither changed nor deleted, and outlives the account', async t => {
  const site = await buildSite(t)
  await registerUser(site)
  const event = await AuditEvent.objects.get({ event: 'registered' })
  await assert.rejects(AuditEvent.objects.filter({ id: event.id }).update(), UsageError)
  await assert.rejects(AuditEvent.objects.all().delete(), UsageError)
  await assert.rejects(AuditEvent.objects.all().bulkUpdate(), UsageError)
  await assert.rejects(event.delete(), UsageError)
  event.event = 'logged_out'
  await assert.rejects(event.save(), UsageError)
  await User.objects.all().delete()
  assert.equal((await AuditEvent.objects.get({ id: event.id })).event, 'registered')
})

test('what is older than the settings keep is forgotten by the hourly cleaning, and nothing else', async t => {
  const site = await buildSite(t)
  await registerUser(site)
  const year = 365 * 86_400_000
  site.now.ms += year
  await cleanAccounts(site.app)
  assert.equal(await AuditEvent.objects.count(), 1)
  site.now.ms += 1
  await registerUser(site, { ...example, email: 'new@xdd.com' })
  await cleanAccounts(site.app)
  assert.deepEqual(
    [...(await AuditEvent.objects.all())].map(({ at }) => at.getTime()),
    [site.now.ms],
  )
})

test('with a retention of 0 nothing is ever forgotten', async t => {
  const site = await buildWith({ AUDIT_RETENTION: '0' })
  t.after(() => site.close())
  await registerUser(site)
  site.now.ms += 100 * 365 * 86_400_000
  await cleanAccounts(site.app)
  assert.equal(await AuditEvent.objects.count(), 1)
})

test('a registration that fails leaves no event behind', async t => {
  const site = await buildSite(t)
  await site.request('POST', '/users/', { json: { ...example, email: 'nonsense' } })
  assert.equal(await AuditEvent.objects.count(), 0)
})
