import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { makeLink } from '../../accounts/one-time-tokens.ts'
import { models } from '../../database.ts'
import { buildSite, cookiesOf, example, openBrowser, registerUser, type TestSite } from '../helper.ts'
import { Reader } from '../reader.ts'

const credentials = { email: example.email, password: example.password }

describe('an answer', () => {
  let site: TestSite
  let token: string
  before(async () => {
    site = await buildSite({ RATE_LIMIT: 'off' })
    token = await registerUser(site)
    await site.request('POST', '/posts/', { token, json: { title: 'a post', content: 'a text' } })
  })
  after(() => site.close())

  const paths = async () => {
    const { paths } = (await site.request('GET', '/docs/openapi.json')).json<{
      readonly paths: Readonly<Record<string, object>>
    }>()
    return Object.keys(paths).map(path => path.replace(/\{\w+\}/g, '1'))
  }
  const pages = [
    ...['/', '/list', '/posts/1', '/login', '/reg', '/logout', '/forgotten', '/letter', '/pub', '/write/1', '/docs'],
    ...['/me', '/me/posts', '/me/posts/1/delete', '/me/password', '/me/email', '/me/delete', '/me/tokens'],
  ]
  const everything = async () =>
    JSON.stringify(await Promise.all(models.map(({ meta }) => site.database.query(`SELECT * FROM "${meta.table}"`))))

  test('ASVS 3.5.3: to GET, HEAD or OPTIONS changes nothing, whoever asks', async () => {
    const { secret } = await makeLink('reset', site.now.ms, { userId: 1, email: example.email })
    const before = await everything()
    const links = ['/reset', '/verify', '/email', '/reg'].map(path => `${path}?token=${secret}&invite=${secret}`)
    for (const url of [...(await paths()), ...pages, ...links]) {
      for (const method of ['GET', 'HEAD', 'OPTIONS']) {
        for (const accept of ['text/html', 'application/json']) {
          await site.request(method, url, { headers: { accept }, token })
        }
      }
    }
    assert.equal(await everything(), before)
  })

  test('ASVS 3.4.2: is for no other origin', async () => {
    for (const method of ['GET', 'OPTIONS', 'POST']) {
      for (const url of ['/', '/users/', '/posts/', '/users/me', '/docs/openapi.json']) {
        const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
        const answer = await site.request(method, url, { headers })
        const names = Object.keys(answer.headers).filter(name => name.startsWith('access-control'))
        assert.deepEqual(names, [], `${method} ${url}`)
        assert.equal(answer.headers['cross-origin-resource-policy'], 'same-origin')
      }
    }
  })

  test('ASVS 14.3.2: about an account or to somebody who is logged in is kept nowhere', async () => {
    const calls = (await paths()).filter(path => path.startsWith('/users'))
    for (const url of calls) {
      for (const method of ['GET', 'POST']) {
        const answer = await site.request(method, url, { json: {}, headers: { jwt: 'not.a.token' } })
        assert.equal(answer.headers['cache-control'], 'no-store', `${method} ${url}`)
      }
    }
    for (const url of pages) {
      const answer = await site.request('GET', url, { headers: { accept: 'text/html' }, token })
      if (answer.statusCode === 200) assert.equal(answer.headers['cache-control'], 'no-store', url)
      assert.match(String(answer.headers.vary), /\bcookie\b/, url)
    }
  })

  test('ASVS 15.3.1: shows of a user the name, the id and, to themselves, the address', async () => {
    const me = await site.request('GET', '/users/me', { token })
    assert.deepEqual(Object.keys(me.json<{ user: object }>().user), ['id', 'name', 'email'])
    for (const url of ['/posts/', '/posts/1']) {
      for (const accept of ['application/json', 'text/html']) {
        const { body } = await site.request('GET', url, { headers: { accept } })
        assert.doesNotMatch(body, /xdd@xdd\.com|\$2b\$|password"|isStaff|is_staff/, url)
      }
    }
  })

  test('ASVS 15.3.7: does not depend on which of two parameters of a name a program happens to read', async () => {
    for (const url of ['/posts/?page=2&page=1', '/posts/?size=1&size=100', '/posts/?page[]=2&page=1']) {
      const { page, size } = (await site.request('GET', url)).json<{ pagination: { page: number; size: number } }>()
        .pagination
      assert.deepEqual([page, size], [1, 20], url)
    }
    const form = await site.app.inject({
      method: 'POST',
      url: '/login',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'email=a%40b.cd&email=c%40d.ef&password=x',
    })
    assert.equal(form.statusCode, 400)
  })

  test('ASVS 4.1.3, ASVS 15.3.4: believes no header about who asks unless a proxy that is trusted sent it', async t => {
    const strict = await buildSite()
    t.after(() => strict.close())
    const guess = (at: number) => ({
      headers: {
        'x-forwarded-for': `203.0.113.${at}`,
        'x-real-ip': `203.0.113.${at}`,
        forwarded: `for=203.0.113.${at}`,
      },
      json: { email: `u${at}@xdd.com`, password: 'x' },
    })
    const statuses: number[] = []
    for (let at = 0; at < 61; at++) statuses.push((await strict.request('POST', '/users/login', guess(at))).statusCode)
    assert.deepEqual(statuses, [...Array(60).fill(400), 429])
    const page = await strict.request('GET', '/login', {
      headers: { accept: 'text/html', 'x-forwarded-proto': 'https' },
    })
    assert.equal(page.cookies[0]?.secure, undefined)
  })
})

describe('under HTTPS', () => {
  let site: TestSite
  let reader: Reader
  before(async () => {
    site = await buildSite({ PUBLIC_URL: 'https://blog.example', TRUST_PROXY: 'loopback', RATE_LIMIT: 'off' })
    const headers = { host: 'blog.example', origin: 'https://blog.example', 'x-forwarded-proto': 'https' }
    reader = new Reader(site, headers)
    await reader.open('/reg')
  })
  after(() => site.close())

  test('ASVS 3.3.1, ASVS 3.3.2, ASVS 3.3.3, ASVS 3.3.4, ASVS 3.3.5: cookies are Secure, of this host, small, and closed to scripts', async () => {
    const answer = await reader.send('/reg', { ...example, next: '/' })
    assert.equal(answer.statusCode, 303)
    const mine = answer.cookies.filter(({ name }) => name !== 'notice')
    assert.deepEqual(mine.map(({ name }) => name).sort(), ['__Host-csrftoken', '__Host-sessionid'])
    for (const { name, value, secure, sameSite, path, domain, httpOnly } of answer.cookies) {
      assert.deepEqual([secure, sameSite, path, domain], [true, 'Lax', '/', undefined], name)
      assert.equal(httpOnly, name === '__Host-csrftoken' ? undefined : true, name)
      assert.ok(name.length + value.length < 4096)
    }
    const session = cookiesOf(answer)['__Host-sessionid'] ?? ''
    for (const url of ['/', '/me', '/users/me', '/users/me/sessions', '/users/me/export']) {
      assert.ok(!(await reader.open(url)).body.includes(session), url)
    }
  })

  test('ASVS 3.4.1: a browser is told to come by HTTPS for a year', async () => {
    for (const url of ['/', '/users/me', '/nothing']) {
      const { headers } = await reader.open(url)
      assert.match(String(headers['strict-transport-security']), /^max-age=31536000/)
    }
  })

  test('ASVS 7.4.4, ASVS 14.3.1: every page offers to log out, which clears what the browser keeps', async () => {
    for (const url of ['/', '/list', '/me', '/pub', '/nothing', '/docs']) {
      assert.match((await reader.open(url)).body, /<form method="post" action="\/logout">/, url)
    }
    const out = await reader.send('/logout')
    assert.equal(out.headers['clear-site-data'], '"storage"')
    assert.equal(cookiesOf(out)['__Host-sessionid'], '')
  })
})

test('ASVS 7.2.2, ASVS 7.2.3, ASVS 11.5.1, NIST 5.1: every secret is new, random, and of 128 bits or more', async t => {
  const site = await buildSite({ RATE_LIMIT: 'off' })
  t.after(() => site.close())
  const token = await registerUser(site)
  const letters = { base64url: 6, alphanumeric: Math.log2(62) }
  const made = new Set<string>()
  const check = (secret: string, form: RegExp, bitsPerLetter: number) => {
    const [, random = ''] = form.exec(secret) ?? []
    assert.ok(random.length * bitsPerLetter >= 128, `${form}: ${secret.length} letters`)
    assert.ok(!made.has(random))
    made.add(random)
  }
  for (let at = 0; at < 10; at++) {
    const browser = await openBrowser(site)
    check(browser.cookies.csrftoken ?? '', /^([a-zA-Z0-9]{32})$/, letters.alphanumeric)
    const session = cookiesOf(await site.request('POST', '/users/login', { ...browser, json: credentials }))
    check(session.sessionid ?? '', /^([\w-]{43})$/, letters.base64url)
    const pair = await site.request('POST', '/users/token', { json: credentials })
    check(pair.json<{ refresh_token: string }>().refresh_token, /^([\w-]{43})$/, letters.base64url)
    const json = { name: 'x', scopes: ['posts:write'] }
    const program = await site.request('POST', '/users/me/tokens', { token, json })
    check(program.json<{ token: string }>().token, /^ink_([\w-]{43})$/, letters.base64url)
    check((await makeLink('invite', site.now.ms)).secret, /^([\w-]{43})$/, letters.base64url)
  }
})
