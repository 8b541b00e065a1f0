import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { buildSite, type TestSite } from './helper.ts'

interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

interface Operation {
  readonly summary?: string
  readonly responses: object
  readonly requestBody?: {
    readonly content: Record<string, { readonly schema: { required: string[] }; readonly example?: object }>
  }
}

describe('the API reference', () => {
  let site: TestSite
  let document: Document
  before(async () => {
    site = await buildSite()
    document = (await site.request('GET', '/docs/openapi.json')).json<Document>()
  })
  after(() => site.close())

  test('describes every call once, and no page', () => {
    const calls = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map(method => `${method.toUpperCase()} ${path.replace(/(?<=.)\/$/, '')}`),
    )
    assert.deepEqual(calls.sort(), [
      'DELETE /posts/{id}',
      'DELETE /staff/invites/{id}',
      'DELETE /staff/sessions',
      'DELETE /staff/users/{id}/sessions',
      'DELETE /staff/users/{id}/sessions/{session}',
      'DELETE /users/me/factors/passkeys/{id}',
      'DELETE /users/me/factors/totp',
      'DELETE /users/me/identities/{id}',
      'DELETE /users/me/sessions',
      'DELETE /users/me/sessions/others',
      'DELETE /users/me/sessions/{id}',
      'DELETE /users/me/tokens/{id}',
      'GET /.well-known/jwks.json',
      'GET /posts',
      'GET /posts/{id}',
      'GET /staff/invites',
      'GET /staff/letters',
      'GET /staff/users',
      'GET /staff/users/{id}/sessions',
      'GET /users/me',
      'GET /users/me/events',
      'GET /users/me/export',
      'GET /users/me/factors',
      'GET /users/me/identities',
      'GET /users/me/sessions',
      'GET /users/me/tokens',
      'PATCH /posts/{id}',
      'PATCH /users/me/factors/passkeys/{id}',
      'POST /posts',
      'POST /staff/invites',
      'POST /staff/users/{id}/disable',
      'POST /staff/users/{id}/enable',
      'POST /users',
      'POST /users/email',
      'POST /users/join',
      'POST /users/login',
      'POST /users/login/passkey',
      'POST /users/login/passkey/options',
      'POST /users/login/second-factor',
      'POST /users/login/second-factor/passkey',
      'POST /users/logout',
      'POST /users/me/confirm',
      'POST /users/me/confirm/passkey',
      'POST /users/me/delete',
      'POST /users/me/email',
      'POST /users/me/factors/passkeys',
      'POST /users/me/factors/passkeys/options',
      'POST /users/me/factors/recovery-codes',
      'POST /users/me/factors/totp',
      'POST /users/me/factors/totp/confirm',
      'POST /users/me/password',
      'POST /users/me/tokens',
      'POST /users/me/verify',
      'POST /users/password/forgotten',
      'POST /users/password/reset',
      'POST /users/token',
      'POST /users/token/refresh',
      'POST /users/token/second-factor',
      'POST /users/verify',
      'PUT /posts/{id}',
    ])
    for (const operation of Object.values(document.paths).flatMap(item => Object.values(item))) {
      assert.ok(operation.summary)
      assert.ok(Object.keys(operation.responses).length > 0)
    }
  })

  test('is made from the schema that validates, with the document’s own example', () => {
    const [, users] = Object.entries(document.paths).find(([path]) => /^\/users\/?$/.test(path)) ?? []
    const body = users?.post?.requestBody?.content['application/json']
    assert.deepEqual(body?.schema.required, ['password', 'name', 'email'])
    assert.deepEqual(body?.example, { password: 'abc', name: 'xdd', email: 'xdd@xdd.com' })
  })

  test('is a page that needs no script and loads nothing from elsewhere', async () => {
    const page = await site.request('GET', '/docs/', { headers: { accept: 'text/html' } })
    assert.equal(page.statusCode, 200)
    assert.match(page.body, /curl -X POST http:\/\/localhost/)
    assert.match(page.body, /&quot;xdd@xdd.com&quot;/)
    assert.match(page.body, /the header <code>X-CSRFToken<\/code>/)
    for (const [, address] of page.body.matchAll(/(?:src|href)="([^"]*)"/g))
      assert.match(address ?? '', /^(\/(?!\/)|#|http:\/\/localhost)/)
  })
})
