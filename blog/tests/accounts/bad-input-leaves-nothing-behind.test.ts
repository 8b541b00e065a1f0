import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Session, User } from '../../accounts/models.ts'
import { buildSite, example, type TestSite } from '../helper.ts'

interface Refused {
  readonly error: string
  readonly code: string
  readonly fields?: Readonly<Record<string, readonly { readonly code: string; readonly message: string }[]>>
}

const sentence = '用户名或密码错误'

/** What a body does wrong, the body itself, the code, and the field and its code where one is at fault. */
const bodies: readonly (readonly [what: string, body: unknown, code: string, field?: string, fault?: string])[] = [
  ['is not JSON', '{"email":', 'invalid_json'],
  ['is an array', [example], 'invalid_json'],
  ['is a text', '"xdd"', 'invalid_json'],
  ['is null', 'null', 'invalid_json'],
  ['is empty', '', 'invalid_json'],
  ['has a duplicate key', '{"email":"a@b.cd","name":"x","password":"abc","email":"c@d.ef"}', 'invalid_json'],
  ['has __proto__', '{"__proto__":{"x":1},"email":"a@b.cd","name":"x","password":"abc"}', 'invalid_json'],
  ['has an id', { ...example, id: 1 }, 'invalid', 'id', 'unknown_field'],
  ['has is_staff', { ...example, is_staff: true }, 'invalid', 'is_staff', 'unknown_field'],
  ['has isStaff', { ...example, isStaff: true }, 'invalid', 'isStaff', 'unknown_field'],
  ['has a bad address', { ...example, email: 'xdd.com' }, 'invalid', 'email', 'invalid_email'],
  ['has an address over 64', { ...example, email: `${'a'.repeat(57)}@xdd.com` }, 'invalid', 'email', 'too_long'],
  ['has a name over 48', { ...example, name: '名'.repeat(49) }, 'invalid', 'name', 'too_long'],
  ['has a name that turns text around', { ...example, name: 'a\u202eb' }, 'invalid', 'name', 'invalid_text'],
  ['has a name with a line break', { ...example, name: 'a\nb' }, 'invalid', 'name', 'invalid_text'],
  ['has a password that is too short', { ...example, password: 'ab' }, 'invalid', 'password', 'too_short'],
  ['has a password that is too long', { ...example, password: 'x'.repeat(257) }, 'invalid', 'password', 'too_long'],
  ...(['password', 'name', 'email'] as const).flatMap(
    name =>
      [
        [`lacks ${name}`, { ...example, [name]: undefined }, 'invalid', name, 'required'],
        [`has null for ${name}`, { ...example, [name]: null }, 'invalid', name, 'invalid_type'],
        [`has a number for ${name}`, { ...example, [name]: 123 }, 'invalid', name, 'invalid_type'],
        [`has an array for ${name}`, { ...example, [name]: ['abc'] }, 'invalid', name, 'invalid_type'],
        [`has an object for ${name}`, { ...example, [name]: { a: 1 } }, 'invalid', name, 'invalid_type'],
        [`has an empty ${name}`, { ...example, [name]: '' }, 'invalid', name, 'blank'],
        [`has NUL in ${name}`, { ...example, [name]: 'abc\0' }, 'invalid_text', name, 'invalid_text'],
        [`has half a surrogate in ${name}`, { ...example, [name]: 'abc\ud800' }, 'invalid_text', name, 'invalid_text'],
      ] as const,
  ),
  ['has a blank name', { ...example, name: ' \u3000 ' }, 'invalid', 'name', 'blank'],
  ['has a blank address', { ...example, email: '   ' }, 'invalid', 'email', 'blank'],
]

// ASVS 3.5.2, ASVS 15.3.3, ASVS 15.3.5: other content types, unknown fields and other types are refused.
describe('bad input', () => {
  let site: TestSite
  before(async () => {
    site = await buildSite()
  })
  after(() => site.close())

  const nothingIsLeft = async () =>
    assert.deepEqual([await User.objects.count(), await Session.objects.count()], [0, 0])

  for (const [what, body, code, field, fault] of bodies) {
    test(`that ${what} is answered 400 by registration`, async () => {
      const answer = await site.request('POST', '/users/', { json: body })
      assert.equal(answer.statusCode, 400)
      const refused = answer.json<Refused>()
      assert.deepEqual([refused.error, refused.code], [sentence, code])
      assert.equal(field && refused.fields?.[field]?.[0]?.code, fault)
      for (const { message } of Object.values(refused.fields ?? {}).flat()) assert.match(message, /\p{Script=Han}/u)
      assert.deepEqual(
        Object.keys(refused).filter(key => !['error', 'code', 'fields'].includes(key)),
        [],
      )
      await nothingIsLeft()
    })

    test(`that ${what} is answered 400 by the log-in, like a wrong password`, async () => {
      const { statusCode, json } = await site.request('POST', '/users/login', { json: body })
      assert.equal(statusCode, 400)
      assert.deepEqual([json<Refused>().error, json<Refused>().code], [sentence, 'bad_credentials'])
    })
  }

  test('names every field at fault at once', async () => {
    const answer = await site.request('POST', '/users/', { json: { email: 'x', name: ' ', password: 'a' } })
    assert.deepEqual(Object.keys(answer.json<Refused>().fields ?? {}).sort(), ['email', 'name', 'password'])
  })

  const raw = (headers: Record<string, string>, payload: string | Buffer, url = '/users/') =>
    site.app.inject({ method: 'POST', url, headers, payload })

  test('without a body is answered 400', async () => {
    assert.equal((await site.app.inject({ method: 'POST', url: '/users/' })).statusCode, 400)
    assert.equal((await raw({ 'content-type': 'application/json' }, '')).statusCode, 400)
    await nothingIsLeft()
  })

  test('in invalid UTF-8 is answered 400', async () => {
    const text = JSON.stringify({ ...example, name: 'x?x' })
    const bytes = Buffer.from(text)
    bytes[text.indexOf('?')] = 0xff
    const answer = await raw({ 'content-type': 'application/json' }, bytes)
    assert.deepEqual([answer.statusCode, answer.json<Refused>().error], [400, sentence])
    await nothingIsLeft()
  })

  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/json',
    'application/json-seq',
    '*/*',
  ]) {
    test(`of the content type ${type} is answered 415`, async () => {
      const answer = await raw({ 'content-type': type }, JSON.stringify(example))
      assert.equal(answer.statusCode, 415)
      assert.equal(answer.json<Refused>().code, 'unsupported_media_type')
      await nothingIsLeft()
    })
  }

  test('with a body but no content type is answered 415', async () => {
    const payload = JSON.stringify(example)
    assert.equal((await raw({ 'content-length': String(payload.length) }, payload)).statusCode, 415)
  })

  test('of more than 16 KB is answered 413', async () => {
    for (const url of ['/users/', '/users/login', '/users/logout', '/api/users']) {
      const answer = await raw(
        { 'content-type': 'application/json' },
        JSON.stringify({ ...example, name: 'x'.repeat(16 * 1024) }),
        url,
      )
      assert.deepEqual([answer.statusCode, answer.json<Refused>().code], [413, 'body_too_large'], url)
    }
    await nothingIsLeft()
  })
})
