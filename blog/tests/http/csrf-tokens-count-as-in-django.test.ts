import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { buildSite, cookiesOf, example, type RequestOptions, type TestSite } from '../helper.ts'

// The behaviours that Django pins in tests/csrf_tests/tests.py, asked over HTTP under CSRF=strict.
// ASVS 3.5.1: an anti-forgery token on every unsafe request.

/** Django's own secret, and two masked forms of it that Django made. */
const secret = 'lcccccccX2kcccccccY2jcccccccssIC'
const masked = [
  '1bcdefghij2bcdefghij3bcdefghij4bcdefghij5bcdefghij6bcdefghijABCD',
  '2JgchWvM1tpxT2lfz9aydoXW9yT1DN3NdLiejYxOOlzzV4nhBbYqmqZYbAV3V5Bf',
] as const
const [cookieForm, tokenForm] = masked

const page = { accept: 'text/html' }
const secretForm = /^[a-zA-Z0-9]{32}$/

describe('a CSRF token', () => {
  let site: TestSite
  before(async () => {
    site = await buildSite({ CSRF: 'strict', RATE_LIMIT: 'off' })
  })
  after(() => site.close())

  /** Log out by a JSON call; the status, and why the check failed. */
  async function ask(options: RequestOptions, method = 'POST', url = '/users/logout') {
    site.log.length = 0
    const { statusCode } = await site.request(method, url, options)
    const reasons = site.log.flatMap(line => JSON.parse(line).reason ?? [])
    return [statusCode, ...reasons]
  }

  const byHeader = (csrftoken: string | undefined, token: string) => ({
    ...(csrftoken === undefined ? {} : { cookies: { csrftoken } }),
    headers: { 'x-csrftoken': token },
  })
  const byField = (csrftoken: string, csrfmiddlewaretoken: string) => ({
    cookies: { csrftoken },
    form: { csrfmiddlewaretoken },
  })

  test('counts in every combination of masked and bare cookies and tokens, in header and field', async () => {
    for (const cookie of [secret, cookieForm]) {
      for (const token of [secret, tokenForm]) {
        assert.deepEqual(await ask(byHeader(cookie, token)), [200])
        assert.deepEqual(await ask(byField(cookie, token), 'POST', '/logout'), [303])
      }
    }
  })

  test('without a cookie is worth nothing, which stops login CSRF, too', async () => {
    assert.deepEqual(await ask({}), [403, 'no_cookie'])
    assert.deepEqual(await ask(byHeader(undefined, tokenForm)), [403, 'no_cookie'])
    const login = { ...byHeader(undefined, tokenForm), json: { email: 'a@b.cd', password: 'abc' } }
    assert.deepEqual(await ask(login, 'POST', '/users/login'), [403, 'no_cookie'])
    assert.deepEqual(await ask({ json: example }, 'POST', '/users/'), [403, 'no_cookie'])
  })

  test('is worth nothing beside a cookie of bad length or characters', async () => {
    for (const cookie of ['', 'a'.repeat(16), 'a'.repeat(63), 'a'.repeat(65), '*'.repeat(64), '*'.repeat(32)]) {
      assert.deepEqual(await ask(byHeader(cookie, tokenForm)), [403, 'no_cookie'], cookie)
    }
  })

  test('that is missing, of bad length or characters, or of another secret is refused', async () => {
    assert.deepEqual(await ask({ cookies: { csrftoken: cookieForm } }), [403, 'no_token'])
    const cases = [
      ['a'.repeat(16), 'no_token'],
      ['*'.repeat(64), 'no_token'],
      [`${tokenForm.slice(0, 63)}\u00df`, 'no_token'],
      ['a'.repeat(64), 'wrong_token'],
      [`${tokenForm.slice(0, 63)}g`, 'wrong_token'],
      [tokenForm.toLowerCase(), 'wrong_token'],
    ] as const
    for (const [token, reason] of cases) {
      assert.deepEqual(await ask(byHeader(cookieForm, token)), [403, reason], token)
      assert.deepEqual(await ask(byField(cookieForm, token), 'POST', '/logout'), [403, reason], token)
    }
  })

  test('in a field counts before the one in the header', async () => {
    const wrong = { ...byField(secret, 'a'.repeat(64)), headers: { 'x-csrftoken': tokenForm } }
    assert.deepEqual(await ask(wrong, 'POST', '/logout'), [403, 'wrong_token'])
    const empty = { ...byField(secret, ''), headers: { 'x-csrftoken': tokenForm } }
    assert.deepEqual(await ask(empty, 'POST', '/logout'), [303])
  })

  test('in the address or in JSON does not count', async () => {
    const cookies = { csrftoken: secret }
    assert.deepEqual(await ask({ cookies }, 'POST', `/users/logout?csrfmiddlewaretoken=${secret}`), [403, 'no_token'])
    const json = { csrfmiddlewaretoken: secret, email: 'a@b.cd', password: 'abc' }
    assert.deepEqual(await ask({ cookies, json }, 'POST', '/users/login'), [403, 'no_token'])
  })

  test('is asked for by POST, PUT, PATCH and DELETE, and by no safe method', async () => {
    const call = async (method: string, options: RequestOptions) => (await ask(options, method, '/posts/1'))[0]
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      assert.equal(await call(method, {}), 403, method)
      assert.notEqual(await call(method, byHeader(secret, tokenForm)), 403, method)
    }
    assert.equal((await ask({}, 'POST', '/posts/'))[0], 403)
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'TRACE']) {
      assert.notEqual(await call(method, { headers: { origin: 'https://evil.example' } }), 403, method)
    }
  })

  test('comes with a page that has a form, masked anew each time, and agrees with its cookie', async () => {
    const answers = [await site.request('GET', '/login', { headers: page })]
    const cookies = cookiesOf(answers[0] ?? assert.fail())
    assert.match(cookies.csrftoken ?? '', secretForm)
    answers.push(await site.request('GET', '/login', { headers: page, cookies }))
    const fields = answers.map(({ body }) => /name="csrfmiddlewaretoken" value="([a-zA-Z0-9]{64})"/.exec(body)?.[1])
    assert.notEqual(fields[0], fields[1])
    for (const field of fields) {
      assert.deepEqual(await ask(byField(cookies.csrftoken ?? '', field ?? ''), 'POST', '/logout'), [303])
    }
    assert.equal(cookiesOf(answers[1] ?? assert.fail()).csrftoken, undefined, 'what the browser has is not sent again')
  })

  test('is not made for a page that has no form, so that the page can be kept', async () => {
    const answer = await site.request('GET', '/posts/', { headers: page })
    assert.deepEqual([answer.statusCode, answer.cookies], [200, []])
  })

  test('replaces a cookie that is of no use', async () => {
    for (const bad of ['', 'badvalue', 'x'.repeat(5000), `!@#${'a'.repeat(61)}`]) {
      const answer = await site.request('GET', '/login', { headers: page, cookies: { csrftoken: bad } })
      assert.match(cookiesOf(answer).csrftoken ?? '', secretForm, bad)
      assert.match(String(answer.headers.vary), /\bcookie\b/i)
    }
  })

  test('is kept on an accepted request, and exchanged by logging in and out', async () => {
    const out = await site.request('POST', '/logout', byField(secret, tokenForm))
    assert.equal(cookiesOf(out).csrftoken, undefined)
    const registered = await site.request('POST', '/users/', { ...byHeader(secret, tokenForm), json: example })
    const first = cookiesOf(registered)
    assert.match(first.csrftoken ?? '', secretForm)
    assert.notEqual(first.csrftoken, secret)
    const mine = { cookies: first, headers: { 'x-csrftoken': first.csrftoken ?? '' } }
    const login = { email: example.email, password: example.password }
    const second = cookiesOf(await site.request('POST', '/users/login', { ...mine, json: login }))
    assert.notEqual(second.csrftoken, first.csrftoken)
    const last = { cookies: second, headers: { 'x-csrftoken': second.csrftoken ?? '' } }
    assert.notEqual(cookiesOf(await site.request('POST', '/users/logout', last)).csrftoken, second.csrftoken)
  })

  test('beside a session is the one of that session alone', async () => {
    const json = { ...example, email: 'bound@xdd.com' }
    const session = cookiesOf(await site.request('POST', '/users/', { ...byHeader(secret, tokenForm), json }))
    const planted = { cookies: { ...session, csrftoken: secret }, headers: { 'x-csrftoken': tokenForm } }
    assert.deepEqual(await ask(planted), [403, 'cookie_of_other_session'])
    const again = await site.request('GET', '/logout', { headers: page, cookies: planted.cookies })
    assert.equal(cookiesOf(again).csrftoken, session.csrftoken, 'the planted one is replaced')
  })

  test('is asked for beside an access token as well', async () => {
    const json = { ...example, email: 'program@xdd.com' }
    const { token } = (await site.request('POST', '/users/', { ...byHeader(secret, tokenForm), json })).json()
    assert.deepEqual(await ask({ token }), [403, 'no_cookie'])
  })

  test('that comes twice as a cookie is refused, equal or not', async () => {
    for (const second of [secret, 'a'.repeat(32)]) {
      const headers = { cookie: `csrftoken=${secret}; csrftoken=${second}`, 'x-csrftoken': tokenForm }
      assert.deepEqual(await ask({ headers }), [400])
    }
  })

  test('is not looked for in a body that is too large, of another kind, or no form', async () => {
    const post = (type: string, payload: string) =>
      site.app.inject({ method: 'POST', url: '/logout', headers: { 'content-type': type }, payload })
    assert.equal((await post('application/x-www-form-urlencoded', `a=${'x'.repeat(20_000)}`)).statusCode, 413)
    assert.equal((await post('multipart/form-data; boundary=x', '--x--')).statusCode, 415)
    assert.equal((await post('application/x-www-form-urlencoded', 'a=%ff')).statusCode, 400)
    assert.equal((await post('application/x-www-form-urlencoded; charset=x', 'a=1')).statusCode, 403)
  })

  test('in a body whose sender hangs up harms nobody else', async () => {
    const { port } = new URL(await site.app.listen({ port: 0, host: '127.0.0.1' }))
    const socket = connect(Number(port), '127.0.0.1')
    await once(socket, 'connect')
    const type = 'Content-Type: application/x-www-form-urlencoded'
    socket.write(
      `POST /logout HTTP/1.1\r\nHost: localhost\r\n${type}\r\nContent-Length: 999\r\n\r\ncsrfmiddlewaretoken=`,
    )
    const closed = once(socket, 'close')
    socket.destroy()
    await closed
    assert.deepEqual(await ask(byField(secret, tokenForm), 'POST', '/logout'), [303])
  })
})

describe('the CSRF cookie', () => {
  const attributes = async (env: Record<string, string>, host: string) => {
    const site = await buildSite(env)
    const [cookie] = (await site.request('GET', '/login', { headers: { ...page, host } })).cookies
    await site.close()
    const { name, maxAge, path, secure, httpOnly, sameSite, domain } = cookie ?? assert.fail()
    return { name, maxAge, path, secure, httpOnly, sameSite, domain }
  }
  const shared = { maxAge: 31_536_000, path: '/', sameSite: 'Lax', httpOnly: undefined, domain: undefined }

  test('lasts a year on every path, and can be read by scripts of this host', async () => {
    assert.deepEqual(await attributes({}, 'localhost'), { ...shared, name: 'csrftoken', secure: undefined })
  })

  // ASVS 3.3.1, ASVS 3.3.2, ASVS 3.3.3: Secure, SameSite and __Host-.
  test('is Secure and __Host- where the site is served over HTTPS', async () => {
    const https = await attributes({ PUBLIC_URL: 'https://blog.example' }, 'blog.example')
    assert.deepEqual(https, { ...shared, name: '__Host-csrftoken', secure: true })
  })
})
