import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import bcrypt from 'bcrypt'
import { User } from '../../accounts/models.ts'
import { PasswordPolicy } from '../../accounts/password-policy.ts'
import { buildSite, example } from '../helper.ts'

const owner = { name: '王小明', email: 'xiaoming@studio.example' }
const policy = new PasswordPolicy({ minLength: 8, siteWords: ['inkstone', 'blog'], breaches: undefined })

// ASVS 6.1.2, ASVS 6.2.11: words of the site and of the person are refused.
describe('a new password', () => {
  for (const password of [
    'correct horse battery staple',
    '                    two words',
    '48151623420815',
    Array.from({ length: 64 }, (_, at) => String.fromCodePoint(0x1f400 + at)).join(''),
    '会当凌绝顶，一览众山小',
    'inkstone likes correct horses',
    'wörtlich',
  ]) {
    test(`may be ${password.slice(0, 24)}`, () => assert.equal(policy.faultOf(password, owner), undefined))
  }

  for (const [password, code] of [
    ['1234567', 'too_short'],
    ['cafe\u0301fe\u0301', 'too_short'],
    ['x'.repeat(257), 'too_long'],
    ['Sunshine', 'common_password'],
    ['qwertyuiop', 'common_password'],
    ['11111111', 'common_password'],
    ['Inkstone2026!', 'password_like_account'],
    ['xiaoming@studio.example', 'password_like_account'],
    ['studio-1999', 'password_like_account'],
    ['王小明123456', 'password_like_account'],
    ['inkstoneblog', 'password_like_account'],
  ] as const) {
    test(`may not be ${password.slice(0, 24)}: ${code}`, () =>
      assert.equal(policy.faultOf(password, owner)?.code, code))
  }
})

const leaked = 'a long password that leaked'
const digest = createHash('sha1').update(leaked).digest('hex').toUpperCase()

function service(answer: () => Promise<Response>) {
  const asked: string[] = []
  const fetch = async (url: unknown) => {
    asked.push(String(url))
    return answer()
  }
  return { asked, fetch: fetch as typeof globalThis.fetch } // the rest of fetch is not called
}

describe('the breach check', () => {
  const env = { PASSWORD_BREACH_CHECK: 'https://breaches.example/range/' }

  test('refuses what has leaked, and tells the service five digits', async t => {
    const range = `0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n${digest.slice(5)}:42\r\n`
    const { asked, fetch } = service(async () => new Response(range))
    const site = await buildSite(env, { fetch })
    t.after(() => site.close())
    const refused = await site.request('POST', '/users/', { json: { ...example, password: leaked } })
    assert.equal(refused.statusCode, 400)
    assert.equal(refused.json().fields.password[0].code, 'breached_password')
    assert.deepEqual(asked, [`https://breaches.example/range/${digest.slice(0, 5)}`])
    assert.equal((await site.request('POST', '/users/', { json: example })).statusCode, 201)
  })

  test('takes padding for what it is', async t => {
    const { fetch } = service(async () => new Response(`${digest.slice(5)}:0\r\n`))
    const site = await buildSite(env, { fetch })
    t.after(() => site.close())
    assert.equal((await site.request('POST', '/users/', { json: { ...example, password: leaked } })).statusCode, 201)
  })

  for (const [what, answer] of [
    ['does not answer', () => Promise.reject(new DOMException('late', 'TimeoutError'))],
    ['fails', async () => new Response('', { status: 500 })],
  ] as const) {
    test(`refuses nobody when the service ${what}, says so in the log, and leaves it alone for a while`, async t => {
      const { asked, fetch } = service(answer)
      const site = await buildSite(env, { fetch })
      t.after(() => site.close())
      for (const email of ['a@xdd.com', 'b@xdd.com']) {
        assert.equal((await site.request('POST', '/users/', { json: { ...example, email } })).statusCode, 201)
      }
      assert.equal(asked.length, 1)
      const lines = site.log.filter(line => line.includes('breach check did not answer'))
      assert.equal(lines.length, 1)
      assert.ok(!lines[0]?.includes(digest.slice(0, 5)))
    })
  }
})

describe('an old hash', () => {
  test('is replaced at log-in, unless the password was changed meanwhile', async t => {
    const site = await buildSite()
    t.after(() => site.close())
    const old = `bcrypt$${bcrypt.hashSync('abc', 4)}`
    const { id } = await User.objects.create({
      name: 'old',
      email: 'old@xdd.com',
      emailCanonical: 'old@xdd.com',
      password: old,
    })
    const logIn = () => site.request('POST', '/users/login', { json: { email: 'old@xdd.com', password: 'abc' } })
    assert.equal((await logIn()).statusCode, 200)
    const upgraded = (await User.objects.get({ id })).password
    assert.match(upgraded, /^\$2b\$04\$/)
    await logIn()
    assert.equal((await User.objects.get({ id })).password, upgraded)
  })
})
