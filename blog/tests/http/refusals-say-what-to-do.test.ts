import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Hasher } from '../../accounts/hashing/pool.ts'
import { Busy } from '../../http/problems.ts'
import { buildSite, example, registerUser, type TestSite } from '../helper.ts'
import { Reader } from '../reader.ts'

const browser = { accept: 'text/html' }
const english = { 'accept-language': 'en' }

async function siteFor(t: TestContext, hasher?: Hasher): Promise<TestSite> {
  const site = await buildSite({}, hasher ? { hasher } : {})
  t.after(() => site.close())
  return site
}

/** Guess until strangers to an account have to wait for more than a minute. */
async function guessTooOften(site: TestSite): Promise<void> {
  for (let wait = 0; wait <= 60; ) {
    site.now.ms += wait * 1000
    wait = Number((await logIn(site)).headers['retry-after'] ?? 0)
  }
}

const logIn = (site: TestSite, headers: Record<string, string> = {}) =>
  site.request('POST', '/users/login', { json: { email: 'nobody@xdd.com', password: 'x' }, headers })

/** A hasher that has no answer but an error. */
function failing(error: Error): Hasher {
  return { hash: () => Promise.reject(error), verify: () => Promise.reject(error), close: async () => {} }
}

test('too many requests are told how long to wait, in a header and in words', async t => {
  const site = await siteFor(t)
  await guessTooOften(site)
  const answer = await logIn(site)
  const wait = Number(answer.headers['retry-after'])
  assert.ok(answer.statusCode === 429 && wait > 60, `${answer.statusCode}, ${wait} s`)
  assert.equal(answer.json<{ error: string }>().error, `请求过于频繁，请在${Math.ceil(wait / 60)}分钟后再试`)
  const { error } = (await logIn(site, english)).json<{ error: string }>()
  assert.equal(error, `Too many requests, please try again in ${Math.ceil(wait / 60)} minutes`)
})

test('a browser sees the wait on a page of its own and above the form', async t => {
  const site = await siteFor(t)
  await guessTooOften(site)
  const page = await logIn(site, browser)
  assert.deepEqual([page.statusCode, page.headers['content-type']], [429, 'text/html; charset=utf-8'])
  assert.match(page.body, /休息一下，\d分钟后再试。/)
  const form = await new Reader(site, english).logIn('nobody@xdd.com', 'x')
  assert.equal(form.statusCode, 429)
  assert.match(form.body, /Too many requests, please try again in \d minutes/)
  for (const { headers } of [page, form]) assert.ok(Number(headers['retry-after']) > 60)
})

// ASVS 16.5.1: a generic message when something unexpected happens.
test('an error of ours is one sentence and a number, in JSON and as a page, and logged', async t => {
  const site = await siteFor(t, failing(new Error('a secret /path/of.ts:7 SELECT')))
  const answer = await logIn(site)
  assert.deepEqual([answer.statusCode, answer.json()], [500, { error: '服务器内部错误', code: 'internal' }])
  const page = await logIn(site, browser)
  assert.deepEqual([page.statusCode, page.headers['cache-control']], [500, 'no-store'])
  assert.match(page.body, /<h1>服务器出错了<\/h1>.*<code>req-\w+<\/code>/s)
  for (const { body } of [answer, page]) assert.doesNotMatch(body, /secret|\.ts|SELECT|Error:/)
  assert.equal(site.log.filter(line => line.includes('a secret /path/of.ts:7')).length, 2)
})

test('a form that came at a busy moment is shown again with what was typed', async t => {
  const site = await siteFor(t, failing(new Busy(3)))
  const reader = new Reader(site, english)
  await reader.open('/reg')
  const page = await reader.send('/reg', { ...example, name: 'typed before' })
  assert.deepEqual([page.statusCode, page.headers['retry-after']], [503, '3'])
  assert.match(page.body, /The server is busy/)
  assert.match(page.body, /value="typed before"/)
})

test('every other refusal has its page, too', async t => {
  const site = await siteFor(t)
  const token = await registerUser(site)
  for (const [method, url, status, title] of [
    ['GET', '/nothing', 404, 'There is no such page'],
    ['DELETE', '/login', 405, 'This address cannot be used that way'],
    ['PUT', '/posts/1', 415, 'This format is not known here'],
  ] as const) {
    const headers = { ...browser, ...english, 'content-type': 'text/plain' }
    const page = await site.app.inject({ method, url, headers: { ...headers, jwt: token }, payload: 'x' })
    assert.equal(page.statusCode, status, url)
    assert.ok(page.body.includes(`<h1>${title}</h1>`), url)
  }
})

test('a program is told what was expected, where a text is not', async t => {
  const site = await siteFor(t)
  const token = await registerUser(site)
  const make = (json: object | string, headers = english) =>
    site.request('POST', '/users/me/tokens', { token, json, headers })
  const { fields } = (await make({ name: {}, scopes: 7, days: '30' })).json()
  const messages = [fields.name, fields.scopes, fields.days].map(([fault]) => [fault.code, fault.message])
  assert.deepEqual(messages, [
    ['invalid_type', 'Must be a text'],
    ['invalid_type', 'Must be a list'],
    ['invalid_type', 'Must be a whole number'],
  ])
  const twice = await make('{"name":"a","name":"b"}')
  assert.deepEqual(twice.json(), { error: 'The body has the same key twice', code: 'invalid_json' })
  const plain = await make('a', { ...english, 'content-type': 'text/plain' } as typeof english)
  assert.match(plain.json().error, /send application\/json/)
})

test('an address that cannot be read is refused with a sentence in the language of who asks', async t => {
  const site = await siteFor(t)
  for (const [language, error] of [
    ['zh-CN', '无效的请求'],
    ['en', 'The request is not valid'],
  ] as const) {
    const answer = await site.request('GET', '/%zz', { headers: { 'accept-language': language } })
    assert.deepEqual([answer.statusCode, answer.json()], [400, { error, code: 'bad_request' }])
  }
})
