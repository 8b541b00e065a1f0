import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { buildSite, type TestSite } from '../helper.ts'

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

describe('an address', () => {
  let site: TestSite
  before(async () => {
    site = await buildSite()
  })
  after(() => site.close())

  for (const [url, allow] of [
    ['/users/', ['POST']],
    ['/users', ['POST']],
    ['/users/login', ['POST']],
    ['/users/logout/', ['POST']],
    ['/users/me', ['GET', 'HEAD']],
    ['/posts/', ['GET', 'HEAD', 'POST']],
    ['/posts/1', ['DELETE', 'GET', 'HEAD', 'PATCH', 'PUT']],
    ['/api/users/', ['POST']],
    ['/api/posts/1/', ['DELETE', 'GET', 'HEAD', 'PATCH', 'PUT']],
    ['/index', ['GET', 'HEAD']],
  ] as const) {
    test(`${url} answers other methods 405, and says which it takes`, async () => {
      const others = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']
      for (const method of others.filter(other => !(allow as readonly string[]).includes(other))) {
        const answer = await site.request(method, url)
        assert.equal(answer.statusCode, 405, method)
        assert.equal(answer.headers.allow, allow.join(', '))
        if (method !== 'HEAD') assert.equal(answer.json<{ code: string }>().code, 'method_not_allowed')
      }
    })
  }

  test('that does not exist is answered 404, whatever is sent to it', async () => {
    for (const url of [
      '/nothing',
      '/users/test',
      '/users/text',
      '/posts/1/2/3',
      '/api',
      '/api/nothing',
      '//users',
      '/users//',
      '/%',
      '/%00',
    ]) {
      for (const method of ['GET', 'POST'] as const) {
        const answer = await site.app.inject({ method, url, headers: { 'content-type': 'text/plain' }, payload: 'x' })
        assert.ok([400, 404].includes(answer.statusCode), `${method} ${url}: ${answer.statusCode}`)
        assert.deepEqual(Object.keys(answer.json()), ['error', 'code'])
      }
    }
  })

  test('of a post that cannot exist is answered 404', async () => {
    for (const id of ['0', '-1', '1', '01', '1.5', 'abc', '9'.repeat(30), '%00', '1e3', '٣']) {
      const answer = await site.request('GET', `/posts/${encodeURIComponent(id)}`)
      assert.equal(answer.statusCode, 404, id)
      assert.equal(answer.json<{ code: string }>().code, 'not_found')
    }
  })

  test('of the admin site says that it is coming', async () => {
    for (const url of ['/admin/', '/admin', '/admin/users/1']) {
      const answer = await site.request('GET', url)
      assert.deepEqual([answer.statusCode, answer.json<{ code: string }>().code], [501, 'admin_not_built'])
    }
  })

  test('answers the home page under both its names', async () => {
    for (const url of ['/', '/index', '/index/']) {
      const answer = await site.request('GET', url, { headers: browser })
      assert.equal(answer.statusCode, 200)
      assert.match(String(answer.headers['content-type']), /^text\/html/)
    }
  })

  test('gives browsers a page and everybody else JSON', async () => {
    const type = async (url: string, headers = {}) =>
      String((await site.request('GET', url, { headers })).headers['content-type']).split(';')[0]
    assert.equal(await type('/posts/', browser), 'text/html')
    assert.equal(await type('/posts/'), 'application/json')
    assert.equal(await type('/api/posts/', browser), 'application/json')
    assert.equal(await type('/nothing', browser), 'text/html')
    assert.equal(await type('/api/nothing', browser), 'application/json')
    assert.match(String((await site.request('GET', '/posts/')).headers.vary), /accept/)
  })

  test('is not answered under a foreign host name', async () => {
    for (const host of [
      'evil.example',
      'localhost.evil.example',
      'evil.example:80',
      'localhost@evil.example',
      'local host',
    ]) {
      const answer = await site.request('GET', '/posts/', { headers: { host } })
      assert.deepEqual([answer.statusCode, answer.json<{ code: string }>().code], [400, 'bad_host'], host)
    }
    assert.equal((await site.request('GET', '/posts/', { headers: { host: '[::1]:8000' } })).statusCode, 200)
  })
})

// ASVS 3.4.3, ASVS 3.4.4, ASVS 3.4.5, ASVS 3.4.6, ASVS 3.4.8: the headers that browsers obey.
describe('every answer', () => {
  let site: TestSite
  before(async () => {
    site = await buildSite()
  })
  after(() => site.close())

  for (const url of ['/posts/', '/nothing', '/login', '/docs']) {
    test(`at ${url} carries the security headers`, async () => {
      const { headers } = await site.request('GET', url, { headers: browser })
      const policy = String(headers['content-security-policy'])
      for (const part of [
        "default-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
      ]) {
        assert.ok(policy.includes(part), part)
      }
      assert.match(policy, /script-src 'self' 'nonce-[\w-]{22}'/)
      assert.ok(!policy.includes('unsafe'))
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['x-frame-options'], 'DENY')
      assert.equal(headers['referrer-policy'], 'same-origin')
      assert.equal(headers['cross-origin-opener-policy'], 'same-origin')
      assert.equal(headers['x-powered-by'], undefined)
    })
  }

  test('that is no page allows nothing', async () => {
    const { headers } = await site.request('GET', '/posts/')
    assert.match(String(headers['content-security-policy']), /^default-src 'none';.*frame-ancestors 'none'/)
  })

  test('has a nonce of its own', async () => {
    const policies = await Promise.all(['/', '/'].map(url => site.request('GET', url, { headers: browser })))
    assert.notEqual(policies[0]?.headers['content-security-policy'], policies[1]?.headers['content-security-policy'])
  })
})

describe('too many attempts', () => {
  test('from one address are answered 429 with Retry-After, for each call apart', async () => {
    const site = await buildSite()
    const logIn = (_: unknown, at: number) =>
      site.request('POST', '/users/login', { json: { email: `u${at}@b.cd`, password: 'abc' } })
    const answers = await Promise.all(Array.from({ length: 65 }, logIn))
    const refused = answers.filter(({ statusCode }) => statusCode === 429)
    assert.equal(refused.length, 5)
    for (const answer of refused) {
      assert.ok(Number(answer.headers['retry-after']) >= 1)
      assert.equal(answer.json<{ code: string }>().code, 'too_many_requests')
    }
    assert.equal(
      (await site.request('POST', '/users/', { json: { email: 'a@b.cd', name: 'a', password: 'abc' } })).statusCode,
      201,
    )
    await site.close()
  })

  test('does not count what is refused before the hasher', async () => {
    const site = await buildSite()
    for (let at = 0; at < 65; at++) {
      assert.equal((await site.request('POST', '/users/', { json: { email: 'x' } })).statusCode, 400)
    }
    await site.close()
  })
})
