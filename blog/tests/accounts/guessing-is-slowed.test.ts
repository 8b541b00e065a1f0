import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { buildSite, example, registerUser, type TestSite } from '../helper.ts'
import { Reader } from '../reader.ts'

const second = 1000
const hour = 3_600_000

async function siteBehindProxy(t: TestContext): Promise<TestSite> {
  const site = await buildSite({ TRUST_PROXY: 'loopback' })
  t.after(() => site.close())
  return site
}

const from = (address: string) => ({ 'x-forwarded-for': address })
const owner = from('198.51.100.7')

function logIn(site: TestSite, password: string, headers: Record<string, string>, email: string = example.email) {
  return site.request('POST', '/users/login', { json: { email, password }, headers })
}

// ASVS 6.1.1, ASVS 6.3.1, NIST 3.2.2: guessing is slowed as docs/security.md says, and locks nobody out.
test('of a hundred guesses at once from anywhere, twenty are taken', async t => {
  const site = await siteBehindProxy(t)
  await site.request('POST', '/users/', { json: example, headers: owner })
  const answers = await Promise.all(Array.from({ length: 100 }, (_, at) => logIn(site, 'x', from(`203.0.113.${at}`))))
  const statuses = answers.map(({ statusCode }) => statusCode).sort()
  assert.deepEqual(statuses, [...Array(20).fill(400), ...Array(80).fill(429)])
})

test('waits grow with each further guess, up to an hour, and are said', async t => {
  const site = await siteBehindProxy(t)
  const waits: number[] = []
  let guesses = 0
  for (let at = 0; guesses < 36; at++) {
    const answer = await logIn(site, 'x', from(`203.0.113.${at % 250}`))
    if (answer.statusCode === 400) {
      guesses += 1
      continue
    }
    const wait = Number(answer.headers['retry-after'])
    waits.push(wait)
    site.now.ms += wait * second
  }
  assert.deepEqual(waits.slice(0, 4), [1, 2, 4, 8])
  assert.equal(waits.at(-1), 3600)
})

test('strangers do not lock the owner out, who comes from where they were before', async t => {
  const site = await siteBehindProxy(t)
  await site.request('POST', '/users/', { json: example, headers: owner })
  for (let at = 0; at < 30; at++) await logIn(site, 'x', from(`203.0.113.${at}`))
  assert.equal((await logIn(site, example.password, from('203.0.113.99'))).statusCode, 429)
  assert.equal((await logIn(site, example.password, owner)).statusCode, 200)
})

test('a browser that was logged in before is known wherever it is', async t => {
  const site = await siteBehindProxy(t)
  await site.request('POST', '/users/', { json: example, headers: owner })
  const browser = new Reader(site, owner)
  await browser.logIn(example.email, example.password)
  const travelled = new Reader(site, from('192.0.2.55'))
  Object.assign(travelled.cookies, { device: browser.cookies.device })
  for (let at = 0; at < 30; at++) await logIn(site, 'x', from(`203.0.113.${at}`))
  assert.equal((await travelled.logIn(example.email, example.password)).statusCode, 303)
})

test('the mark of a device is worth nothing for another account', async t => {
  const site = await siteBehindProxy(t)
  await registerUser(site, { ...example, email: 'attacker@xdd.com' })
  const attacker = new Reader(site, from('203.0.113.1'))
  await attacker.logIn('attacker@xdd.com', example.password)
  assert.match(attacker.cookies.device ?? '', /^[\w-]{22}\.[\w-]{43}$/)
  for (let at = 0; at < 20; at++) await logIn(site, 'x', from(`203.0.113.${at}`))
  const again = new Reader(site, from('203.0.113.1'))
  Object.assign(again.cookies, { device: attacker.cookies.device })
  assert.equal((await again.logIn(example.email, 'x')).statusCode, 429)
})

test('an unknown account is counted like any other', async t => {
  const site = await siteBehindProxy(t)
  const guess = (at: number) => logIn(site, 'x', from(`203.0.113.${at}`), 'nobody@xdd.com')
  const statuses: number[] = []
  for (let at = 0; at < 21; at++) statuses.push((await guess(at)).statusCode)
  assert.deepEqual(statuses, [...Array(20).fill(400), 429])
})

test('the right password forgives, and time does', async t => {
  const site = await siteBehindProxy(t)
  await site.request('POST', '/users/', { json: example, headers: owner })
  for (let round = 0; round < 3; round++) {
    for (let at = 0; at < 9; at++) assert.equal((await logIn(site, 'x', owner)).statusCode, 400)
    assert.equal((await logIn(site, example.password, owner)).statusCode, 200)
    site.now.ms += 60 * second
  }
  for (let at = 0; at < 20; at++) await logIn(site, 'x', from(`203.0.113.${at}`))
  assert.equal((await logIn(site, 'x', from('203.0.113.99'))).statusCode, 429)
  site.now.ms += 25 * hour
  assert.equal((await logIn(site, 'x', from('203.0.113.99'))).statusCode, 400)
})

test('the neighbours of an IPv6 address count as one', async t => {
  const site = await siteBehindProxy(t)
  const statuses: number[] = []
  for (let at = 0; at < 61; at++) {
    statuses.push((await logIn(site, 'x', from(`2001:db8:1:2::${at.toString(16)}`), `u${at}@xdd.com`)).statusCode)
  }
  assert.deepEqual(statuses, [...Array(60).fill(400), 429])
  assert.equal((await logIn(site, 'x', from('2001:db8:1:3::1'), 'u@xdd.com')).statusCode, 400)
})
