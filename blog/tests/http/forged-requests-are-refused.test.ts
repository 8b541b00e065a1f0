import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { mask } from '../../http/csrf-token.ts'
import { buildSite, cookiesOf, example, openBrowser, type RequestOptions, type TestSite } from '../helper.ts'

const secret = 'lcccccccX2kcccccccY2jcccccccssIC'
const other = 'aBcDeFgHiJkLmNoPqRsTuVwXyZ012345'

function sites(env: Record<string, string>, tests: (post: Post, site: () => TestSite) => void): void {
  let site: TestSite
  before(async () => {
    site = await buildSite(env)
  })
  after(() => site.close())
  tests(
    options => site.request('POST', '/users/logout', options).then(answer => answer.statusCode),
    () => site,
  )
}

type Post = (options?: RequestOptions) => Promise<number>

const cookies = { csrftoken: secret }
const token = (value = mask(secret)) => ({ 'x-csrftoken': value })

describe('CSRF=strict', () => {
  sites({ CSRF: 'strict' }, (post, site) => {
    test('refuses an unsafe request without a cookie', async () => {
      assert.equal(await post(), 403)
      assert.equal(await post({ headers: token() }), 403)
    })

    test('refuses a cookie alone', async () => assert.equal(await post({ cookies }), 403))

    test('accepts a header that agrees with the cookie, masked or bare', async () => {
      assert.equal(await post({ cookies, headers: token() }), 200)
      assert.equal(await post({ cookies, headers: token(secret) }), 200)
      assert.equal(await post({ cookies: { csrftoken: mask(secret) }, headers: token() }), 200)
    })

    test('refuses a header that does not agree', async () => {
      for (const wrong of [mask(other), other, '', 'short', `${secret}!`, `${mask(secret)}x`]) {
        assert.equal(await post({ cookies, headers: token(wrong) }), 403, wrong)
      }
    })

    test('refuses a cookie of another form', async () => {
      for (const csrftoken of ['', 'x', '-'.repeat(32), `${secret}${secret}x`]) {
        assert.equal(await post({ cookies: { csrftoken }, headers: token(csrftoken) }), 403)
      }
    })

    test('refuses two cookies of the name', async () => {
      const cookie = `csrftoken=${secret}; csrftoken=${secret}`
      assert.equal(await post({ headers: { ...token(), cookie } }), 400)
    })

    test('lets safe methods through', async () => {
      assert.equal((await site().request('GET', '/posts/')).statusCode, 200)
      assert.equal((await site().request('HEAD', '/posts/')).statusCode, 200)
    })

    test('checks PUT, PATCH and DELETE as well', async () => {
      for (const method of ['PUT', 'PATCH', 'DELETE']) {
        assert.equal((await site().request(method, '/posts/1', { json: {} })).statusCode, 403, method)
      }
    })

    test('accepts the hidden field of a form', async () => {
      const send = (field: string) =>
        site().request('POST', '/login', { cookies, form: { email: 'x', password: 'y', csrfmiddlewaretoken: field } })
      assert.notEqual((await send(mask(secret))).statusCode, 403)
      assert.equal((await send(mask(other))).statusCode, 403)
    })

    test('accepts our own Origin alone', async () => {
      const from = (origin: string) => post({ cookies, headers: { ...token(), origin, host: 'localhost:8000' } })
      assert.equal(await from('http://localhost:8000'), 200)
      for (const origin of ['http://localhost', 'https://localhost:8000', 'http://evil.example', 'null', '']) {
        assert.equal(await from(origin), 403, origin)
      }
    })

    test('refuses what the browser says comes from elsewhere', async () => {
      const from = (where: string) => post({ cookies, headers: { ...token(), 'sec-fetch-site': where } })
      assert.equal(await from('same-origin'), 200)
      assert.equal(await from('none'), 200)
      assert.equal(await from('same-site'), 403)
      assert.equal(await from('cross-site'), 403)
    })

    test('answers JSON that gives no reason away', async () => {
      const answer = await site().request('POST', '/users/logout')
      assert.deepEqual(answer.json(), { error: 'CSRF 验证失败，请刷新页面后重试', code: 'csrf_failed' })
    })
  })
})

describe('CSRF=strict behind HTTPS', () => {
  sites({ CSRF: 'strict', PUBLIC_URL: 'https://blog.example', TRUST_PROXY: '127.0.0.1' }, post => {
    const https = { host: 'blog.example', 'x-forwarded-proto': 'https', ...token() }
    const hosted = { '__Host-csrftoken': secret }
    const from = (referer?: string) =>
      post({ cookies: hosted, headers: { ...https, ...(referer === undefined ? {} : { referer }) } })

    test('wants a Referer of this site where there is no Origin', async () => {
      assert.equal(await from('https://blog.example/login'), 200)
      for (const referer of [
        undefined,
        '',
        'noise',
        'http://blog.example/',
        'https://evil.example/',
        'https://blog.example.evil/',
      ]) {
        assert.equal(await from(referer), 403, String(referer))
      }
    })

    test('does without one where the Origin is ours', async () => {
      assert.equal(await post({ cookies: hosted, headers: { ...https, origin: 'https://blog.example' } }), 200)
    })

    test('reads only cookies that this very host has set', async () => {
      assert.equal(await post({ cookies, headers: { ...https, origin: 'https://blog.example' } }), 403)
    })
  })
})

describe('CSRF=auto', () => {
  sites({}, post => {
    test('lets a plain client through', async () => assert.equal(await post(), 200))

    test('checks whatever a browser could have been tricked into', async () => {
      assert.equal(await post({ cookies: { any: 'cookie' } }), 403)
      assert.equal(await post({ headers: { origin: 'http://localhost' } }), 403)
      assert.equal(await post({ headers: { 'sec-fetch-site': 'same-origin' } }), 403)
    })

    test('checks a token that comes with a cookie, too', async () => {
      assert.equal(await post({ token: 'x', cookies: { sessionid: 'x' } }), 403)
    })

    test('accepts a browser that shows its token', async () => {
      assert.equal(await post({ cookies, headers: { ...token(), origin: 'http://localhost', host: 'localhost' } }), 200)
    })
  })
})

describe('CSRF=off', () => {
  sites({ CSRF: 'off' }, post => {
    test('refuses nothing', async () => assert.equal(await post({ cookies: { any: 'cookie' } }), 200))
  })
})

describe('the session of a page', () => {
  let site: TestSite
  before(async () => {
    site = await buildSite()
  })
  after(() => site.close())

  test('starts with a registration from a page, in a cookie that scripts cannot read', async () => {
    const browser = await openBrowser(site)
    const answer = await site.request('POST', '/users/', { ...browser, json: example })
    assert.equal(answer.statusCode, 201)
    const session = answer.cookies.find(({ name }) => name === 'sessionid')
    assert.deepEqual([session?.httpOnly, session?.sameSite, session?.path], [true, 'Lax', '/'])
    const me = await site.request('GET', '/users/me', { cookies: cookiesOf(answer) })
    assert.equal(me.statusCode, 200)
  })

  const logIn = async () => {
    const browser = await openBrowser(site)
    const json = { email: example.email, password: example.password }
    const answer = await site.request('POST', '/users/login', { ...browser, json })
    return { browser, cookies: { ...browser.cookies, ...cookiesOf(answer) } }
  }

  test('has a CSRF secret of its own: the one from before the log-in is worth nothing', async () => {
    const { browser, cookies: after } = await logIn()
    assert.notEqual(after.csrftoken, browser.cookies.csrftoken)
    const planted = { ...after, csrftoken: browser.cookies.csrftoken ?? '' }
    assert.equal((await site.request('POST', '/users/logout', { ...browser, cookies: planted })).statusCode, 403)
    const headers = { ...browser.headers, 'x-csrftoken': after.csrftoken ?? '' }
    assert.equal((await site.request('POST', '/users/logout', { headers, cookies: after })).statusCode, 200)
  })

  test('replaces the one that the browser had', async () => {
    const first = await logIn()
    const headers = { ...first.browser.headers, 'x-csrftoken': first.cookies.csrftoken ?? '' }
    const json = { email: example.email, password: example.password }
    const again = await site.request('POST', '/users/login', { headers, cookies: first.cookies, json })
    assert.equal(again.statusCode, 200)
    assert.notEqual(cookiesOf(again).sessionid, first.cookies.sessionid)
    assert.equal((await site.request('GET', '/users/me', { cookies: first.cookies })).statusCode, 401)
  })

  test('ends with logging out, together with its token and cookie', async () => {
    const { browser, cookies: own } = await logIn()
    const headers = { ...browser.headers, 'x-csrftoken': own.csrftoken ?? '' }
    const out = await site.request('POST', '/users/logout', { headers, cookies: own })
    assert.equal(cookiesOf(out).sessionid, '')
    assert.equal((await site.request('GET', '/users/me', { cookies: own })).statusCode, 401)
  })

  test('ends after a week of silence, and after thirty days in any case', async () => {
    const day = 86_400_000
    const { cookies: idle } = await logIn()
    site.now.ms += 7 * day
    assert.equal((await site.request('GET', '/users/me', { cookies: idle })).statusCode, 401)
    const { cookies: busy } = await logIn()
    const visit = async () => {
      site.now.ms += 6 * day
      return (await site.request('GET', '/users/me', { cookies: busy })).statusCode
    }
    assert.deepEqual(
      [await visit(), await visit(), await visit(), await visit(), await visit()],
      [200, 200, 200, 200, 401],
    )
  })

  test('is Secure and bound to this host under HTTPS', async () => {
    const secure = await buildSite({ PUBLIC_URL: 'https://blog.example' })
    const page = await secure.request('GET', '/login', { headers: { accept: 'text/html', host: 'blog.example' } })
    const [cookie] = page.cookies
    assert.deepEqual([cookie?.name, cookie?.secure, cookie?.path], ['__Host-csrftoken', true, '/'])
    assert.match(String(page.headers['strict-transport-security']), /max-age=31536000/)
    await secure.close()
  })
})
