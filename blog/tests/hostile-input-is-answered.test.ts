import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import type { LightMyRequestResponse } from 'fastify'
import { User } from '../accounts/models.ts'
import { Letter } from '../mail/models.ts'
import { buildSite, example, type TestSite } from './helper.ts'
import { hostileBody, hostileForm, hostileHeaders, hostileQuery, hostileSegment, hostileType, runs } from './hostile.ts'
import { Reader } from './reader.ts'
import { kinds, type Scratch } from './servers.ts'

// ASVS 16.5.1 and ASVS 16.5.3: whatever is sent, the answer is one of ours, tells nothing, and nothing goes on half-done.

interface Operation {
  readonly requestBody?: { readonly content: Record<string, { readonly schema: { properties?: object } }> }
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** Milliseconds after which an answer counts as hanging; far more than any takes. */
const patience = 20_000
/** How often each address is tried in `npm test`: most of what can go wrong does on every database. */
const tries = { SQLite: 40, PostgreSQL: 12, MariaDB: 12 } as const

/** What would tell a stranger how the site is made, or a secret. */
const leaks =
  /\.ts:\d|node:internal|node_modules|\bat \S+ \(|\/(?:tmp|home|root|work)\/|\bSELECT |\bINSERT INTO|SQLITE|sqlite|\$2b\$04\$/

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'SEARCH']

for (const { name, skip, make } of kinds) {
  describe(`whatever is sent to a site on ${name}`, { skip }, () => {
    let scratch: Scratch
    let site: TestSite
    let token = ''
    before(async () => {
      scratch = await make()
      site = await buildSite({ RATE_LIMIT: 'off', CSRF: 'off', LOG_LEVEL: 'error', DATABASE_URL: scratch.url })
    })
    after(async () => {
      await site.close()
      await scratch.drop()
    })

    /** Somebody with an account, as long as nothing that was sent has ended that; now and then they look after the site. */
    async function someone(staff: boolean): Promise<string> {
      await User.objects
        .filter({ email: example.email })
        .update({ isStaff: staff, isSuperuser: staff, disabledAt: null })
      if ((await site.request('GET', '/users/me', { token })).statusCode === 200) return token
      await site.request('POST', '/users/', { json: example })
      const login = { email: example.email, password: example.password }
      token = (await site.request('POST', '/users/login', { json: login })).json<{ token: string }>().token
      await site.request('POST', '/posts/', { token, json: { title: 'a post', content: 'to be changed' } })
      return token
    }

    function judge({ statusCode, headers, body }: LightMyRequestResponse): void {
      assert.ok(statusCode < 500, `${statusCode} ${body}`)
      assert.doesNotMatch(body + JSON.stringify(headers), leaks)
      assert.ok(!body.includes(site.settings.secretKey))
      assert.equal(headers['x-content-type-options'], statusCode === 400 && !headers.vary ? undefined : 'nosniff')
      assert.equal(JSON.stringify(headers).includes('stolen=1'), false)
      if (statusCode < 400 || body === '' || !String(headers['content-type']).startsWith('application/json')) return
      const { error, code, fields = {}, page = '/', ...rest } = JSON.parse(body)
      assert.deepEqual([typeof error, typeof code, typeof fields, rest], ['string', 'string', 'object', {}])
      assert.match(page, /^\/(?!\/)/)
      assert.match(code, /^[a-z_]+$/)
    }

    const nothingBroke = () => assert.deepEqual(site.log.splice(0), [], 'the log has no error')

    test('to a call of the API is answered in its own form, and breaks nothing', { timeout: 600_000 }, async t => {
      const { paths } = (await site.request('GET', '/docs/openapi.json')).json<Document>()
      const calls = Object.entries(paths).flatMap(([path, item]) =>
        Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
      )
      for (const { path, method, operation } of calls) {
        const fields = Object.keys(operation.requestBody?.content['application/json']?.schema.properties ?? {})
        const request = fc.record({
          method: fc.oneof({ weight: 9, arbitrary: fc.constant(method) }, fc.constantFrom(...methods)),
          prefix: fc.constantFrom('', '', '/api'),
          segment: hostileSegment,
          query: hostileQuery,
          body: fc.option(hostileBody(fields), { freq: 8 }),
          type: fc.oneof({ weight: 6, arbitrary: fc.constant('application/json') }, hostileType),
          headers: hostileHeaders,
          known: fc.boolean(),
          staff: fc.boolean(),
        })
        await t.test(`${method} ${path}`, async () => {
          const trial = fc.asyncProperty(
            request,
            async ({ prefix, segment, query, body, type, headers, known, staff, ...asked }) => {
              const url = prefix + path.replace(/\{\w+\}/, () => segment) + query
              const credentials = known ? { jwt: await someone(staff) } : {}
              const payload = body === null ? {} : { payload: body }
              const sent = { ...(body === null ? {} : { 'content-type': type }), ...credentials, ...headers }
              judge(await site.app.inject({ method: asked.method as 'GET', url, headers: sent, ...payload })) // any method may be tried
            },
          )
          await fc.assert(trial, { ...runs(tries[name]), timeout: patience })
          nothingBroke()
        })
      }
    })

    const pages: readonly (readonly [method: 'GET' | 'POST', path: string, fields: readonly string[]])[] = [
      ...[
        '/',
        '/list',
        '/reg',
        '/login',
        '/logout',
        '/forgotten',
        '/reset',
        '/verify',
        '/email',
        '/me',
        '/me/tokens',
        '/me/factors',
        '/me/factors/totp',
        '/me/factors/passkeys/:id',
        '/me/confirm',
        '/me/export',
      ].map(path => ['GET', path, []] as const),
      ...['/posts/:id', '/posts/:id/:slug', '/pub', '/write/:id', '/me/posts', '/me/posts/:id/delete', '/docs'].map(
        path => ['GET', path, []] as const,
      ),
      ['POST', '/reg', ['name', 'email', 'password', 'next', 'invite']],
      ['POST', '/login', ['email', 'password', 'next']],
      ['POST', '/login/second-factor', ['code', 'recovery_code', 'passkey', 'next']],
      ['POST', '/login/passkey', ['passkey', 'next']],
      ['POST', '/logout', []],
      ['POST', '/forgotten', ['email']],
      ['POST', '/reset', ['token', 'password']],
      ['POST', '/verify', ['token', 'password']],
      ['POST', '/email', ['token']],
      ['POST', '/me/password', ['current', 'password']],
      ['POST', '/me/email', ['email', 'password']],
      ['POST', '/me/delete', ['password']],
      ['POST', '/me/confirm', ['password', 'code', 'recovery_code', 'passkey', 'next']],
      ['POST', '/me/factors/totp', []],
      ['POST', '/me/factors/totp/confirm', ['code']],
      ['POST', '/me/factors/passkeys', ['name', 'passkey']],
      ['POST', '/me/factors/passkeys/:id', ['name']],
      ['POST', '/me/factors/passkeys/:id/remove', []],
      ['POST', '/me/tokens', ['name', 'days', 'scope-posts:write']],
      ['POST', '/me/tokens/:id/revoke', []],
      ['POST', '/me/sessions/:id/end', []],
      ['POST', '/pub', ['title', 'content', 'action']],
      ['POST', '/write/:id', ['title', 'content', 'action']],
      ['POST', '/me/posts/:id/delete', []],
    ]

    test('to a page is answered, and breaks nothing', { timeout: 600_000 }, async t => {
      for (const [method, path, fields] of pages) {
        const { app } = site
        const constraints = { representation: 'html' }
        assert.ok(
          app.hasRoute({ method, url: path }) ||
            app.hasRoute({ method, url: path, constraints }) ||
            app.hasRoute({ method, url: `${path}/` }),
          path,
        )
        const request = fc.record({
          segment: hostileSegment,
          query: hostileQuery,
          body: hostileForm(fields),
          headers: hostileHeaders,
          known: fc.boolean(),
          staff: fc.boolean(),
        })
        await t.test(`${method} ${path}`, async () => {
          const trial = fc.asyncProperty(request, async ({ segment, query, body, headers, known, staff }) => {
            const url = path.replace(/:\w+/g, () => segment) + query
            const credentials = known ? { jwt: await someone(staff) } : {}
            const type = method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}
            const sent = { accept: 'text/html', ...headers, ...type, ...credentials }
            const answer = await app.inject({
              method,
              url,
              headers: sent,
              ...(method === 'POST' ? { payload: body } : {}),
            })
            judge(answer)
            const { location = '/' } = answer.headers
            assert.match(location, /^\/(?![/\\])/, 'a redirect stays on the site')
          })
          await fc.assert(trial, { ...runs(tries[name]), timeout: patience })
          nothingBroke()
        })
      }
    })

    test('in bytes that are hardly HTTP is answered or cut off', async () => {
      const { port } = new URL(await site.app.listen({ port: 0, host: '127.0.0.1' }))
      const body = '{"email":"a@b.cd","password":"abc"}'
      const requests = [
        'GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n',
        'GET / HTTP/1.1\r\n\r\n',
        'GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n',
        'GET /\u0000 HTTP/1.1\r\nHost: localhost\r\n\r\n',
        'GET /posts/\u00ff\u00fe HTTP/1.1\r\nHost: localhost\r\n\r\n',
        'GET * HTTP/1.1\r\nHost: localhost\r\n\r\n',
        'NONSENSE / HTTP/1.1\r\nHost: localhost\r\n\r\n',
        'GET / HTTP/9.9\r\nHost: localhost\r\n\r\n',
        '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
        `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
        'GET / HTTP/1.1\r\nHost: localhost\r\nX: a\u0000b\r\n\r\n',
        'GET / HTTP/1.1\r\nHost: localhost\r\nX : a\r\n\r\n',
        `POST /users/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 35\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${body}`,
        `POST /users/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5\r\nContent-Length: 35\r\n\r\n${body}`,
        `POST /users/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n${body}`,
        'POST /users/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      ]
      for (const bytes of requests) {
        const socket = connect(Number(port), '127.0.0.1')
        const chunks: Buffer[] = []
        socket.on('data', chunk => chunks.push(chunk)).on('error', () => undefined) // a reset connection is an answer, too
        socket.end(bytes, 'latin1')
        await once(socket, 'close')
        const answer = Buffer.concat(chunks).toString('latin1')
        assert.match(answer, /^(HTTP\/1\.1 [234]\d\d |$)/, bytes.slice(0, 60))
        assert.doesNotMatch(answer, leaks)
      }
      nothingBroke()
    })
  })
}

describe('line breaks in what people enter', () => {
  const broken = [
    'x\r\nBcc: victim@example.com',
    'x\nSet-Cookie: stolen=1',
    'x\r\n\r\n<html>',
    'x\u2028y',
    'x\u0085y',
    'x\ry',
  ]

  test('reach no header of an answer and no letter', async t => {
    const site = await buildSite({ RATE_LIMIT: 'off', REGISTRATION: 'verify' })
    t.after(() => site.close())
    for (const text of broken) {
      const email = `${text}@xdd.com`
      for (const json of [
        { ...example, name: text },
        { ...example, email },
        { ...example, email: `a@b.cd${text}` },
      ]) {
        assert.equal((await site.request('POST', '/users/', { json })).statusCode, 400, JSON.stringify(json))
      }
      assert.equal((await site.request('POST', '/users/password/forgotten', { json: { email } })).statusCode, 202)
    }
    await site.app.accounts.background.settled()
    assert.equal(await Letter.objects.count(), 0)
  })

  test('change no header where they are repeated in one', async t => {
    const site = await buildSite({ RATE_LIMIT: 'off' })
    t.after(() => site.close())
    const reader = new Reader(site)
    await reader.open('/reg')
    await reader.send('/reg', { ...example, next: '/' })
    for (const text of broken) {
      const encoded = encodeURIComponent(text)
      await reader.open('/pub')
      const answers = [
        await reader.send('/pub', { title: text, content: 'x' }),
        await reader.open(`/?lang=en&x=${encoded}`),
        await site.request('GET', `/me?x=${encoded}`, { headers: { accept: 'text/html' } }),
        await site.request('GET', `/login?next=/${encoded}`, { headers: { accept: 'text/html' } }),
      ]
      for (const { headers, cookies } of answers) {
        assert.equal(
          cookies.some(({ name }) => name === 'stolen'),
          false,
        )
        assert.deepEqual([headers.bcc, headers['set-cookie']?.includes('stolen=1')].filter(Boolean), [])
        assert.doesNotMatch(String(headers.location ?? ''), /[\r\n\u0080-\uffff]/)
      }
    }
  })
})
