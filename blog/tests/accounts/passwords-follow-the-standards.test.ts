import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import type { Recipe } from '../../accounts/hashing/job.ts'
import type { Hasher } from '../../accounts/hashing/pool.ts'
import { Session, User } from '../../accounts/models.ts'
import { PasswordPolicy } from '../../accounts/password-policy.ts'
import { passwordsOf } from '../../accounts/services.ts'
import { readSettings } from '../../settings.ts'
import { example, registerUser, type TestSite } from '../helper.ts'
import { Reader } from '../reader.ts'
import { type SiteWithMail, siteWithMail } from './mailbox.ts'

// Requirements of OWASP ASVS 5.0 and NIST SP 800-63B-4 §3.1.1.2 on passwords, one test each, by their numbers.

/** A site that others can reach, where the shortest password has eight characters. */
const publicSite = (t: TestContext, env = {}, options = {}) =>
  siteWithMail(t, { HOST: '0.0.0.0', RATE_LIMIT: 'off', ...env }, options)

const register = (site: TestSite, password: string, email: string) =>
  site.request('POST', '/users/', { json: { name: 'somebody', email, password } })
const logIn = (site: TestSite, password: string, email: string) =>
  site.request('POST', '/users/login', { json: { email, password } })

test('ASVS 6.2.1, NIST 3.1.1.2(1): seven characters are refused, eight are accepted, fifteen can be demanded', async t => {
  const site = await publicSite(t)
  assert.equal((await register(site, 'Kx7#qva', 'seven@xdd.com')).statusCode, 400)
  assert.equal((await register(site, 'Kx7#qvad', 'eight@xdd.com')).statusCode, 201)
  const strict = await publicSite(t, { PASSWORD_MIN_LENGTH: '15' })
  assert.equal((await register(strict, 'Kx7#qvadKx7#qv', 'fourteen@xdd.com')).statusCode, 400)
  assert.equal((await register(strict, 'Kx7#qvadKx7#qva', 'fifteen@xdd.com')).statusCode, 201)
})

test('ASVS 6.2.4: of the common passwords on the list, more than 3000, none is accepted', () => {
  const list = readFileSync(new URL('../../accounts/common-passwords.txt', import.meta.url), 'utf8')
  const passwords = list.split('\n').filter(line => line !== '' && !line.startsWith('# '))
  const policy = new PasswordPolicy({ minLength: 8, siteWords: [], breaches: undefined })
  assert.ok(passwords.length > 3000)
  const accepted = passwords.filter(password => !policy.faultOf(password, { name: 'x', email: 'y@z.example' }))
  assert.deepEqual(accepted, [])
})

test('ASVS 6.2.5, NIST 3.1.1.2(5): no kind of character is demanded', async t => {
  const site = await publicSite(t)
  const kinds = [
    'justlowercaseletters',
    'ONLYUPPERCASE',
    '58203914762',
    '        x       y',
    '🐼🦊🐻🐨🐯🦁🐮🐷',
    '苟日新日日新又日新',
  ]
  for (const [at, password] of kinds.entries()) {
    assert.equal((await register(site, password, `kind${at}@xdd.com`)).statusCode, 201, password)
  }
})

test('ASVS 6.2.8, NIST 3.1.1.2(9): the whole password counts as it was sent: case, spaces, the last of many bytes', async t => {
  const site = await publicSite(t)
  const long = `${'长城万里'.repeat(10)}z`
  const pairs = [
    [' Spaced Out ', 'Spaced Out'],
    ['Case Matters', 'case matters'],
    [long, `${long.slice(0, -1)}y`],
    ['ab1'.repeat(24), `${'ab1'.repeat(24)}a`],
    [`${'cd2'.repeat(24)}1`, `${'cd2'.repeat(24)}2`],
    ['tab\tinside it', 'tab inside it'],
  ] as const
  for (const [at, [password, other]] of pairs.entries()) {
    const email = `whole${at}@xdd.com`
    assert.equal((await register(site, password, email)).statusCode, 201, JSON.stringify(password))
    assert.equal((await logIn(site, other, email)).statusCode, 400, JSON.stringify(other))
    assert.equal((await logIn(site, password, email)).statusCode, 200, JSON.stringify(password))
  }
})

test('ASVS 6.2.9, NIST 3.1.1.2(2): 64 characters and more are accepted, 64 emoji of 256 bytes among them', async t => {
  const site = await publicSite(t)
  const emoji = Array.from({ length: 64 }, (_, at) => String.fromCodePoint(0x1f400 + at)).join('')
  for (const [at, password] of ['a1b2c3d4'.repeat(8), emoji, '一二三四'.repeat(64)].entries()) {
    assert.equal((await register(site, password, `long${at}@xdd.com`)).statusCode, 201)
    assert.equal((await logIn(site, password, `long${at}@xdd.com`)).statusCode, 200)
    assert.equal((await logIn(site, password.slice(0, -2), `long${at}@xdd.com`)).statusCode, 400)
  }
})

test('NIST 3.1.1.2(3), NIST 3.1.1.2(4): every printable character counts as one, composed or not', async t => {
  const site = await publicSite(t)
  const ascii = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('')
  assert.equal((await register(site, ascii, 'ascii@xdd.com')).statusCode, 201)
  assert.equal(
    (await register(site, '🐼🦊🐻🐨🐯🦁🐮', 'seven@xdd.com')).statusCode,
    400,
    'seven, though of 14 code units',
  )
  assert.equal(
    (await register(site, 'e\u0301'.repeat(7), 'marks@xdd.com')).statusCode,
    400,
    'seven, though of 14 code points',
  )
})

test('NIST 3.1.1.2 normalisation: a letter is the same however a keyboard writes it', async t => {
  const site = await publicSite(t)
  await register(site, 'cafe\u0301 au lait', 'nfd@xdd.com')
  assert.equal((await logIn(site, 'caf\u00e9 au lait', 'nfd@xdd.com')).statusCode, 200)
  assert.equal((await register(site, 'half \ud800 a pair', 'half@xdd.com')).statusCode, 400)
})

test('ASVS 6.2.10, NIST 3.1.1.2(6): a password is good for as long as its owner likes', async t => {
  const site = await publicSite(t)
  await register(site, 'a password for life', 'old@xdd.com')
  site.now.ms += 20 * 365 * 86_400_000
  assert.equal((await logIn(site, 'a password for life', 'old@xdd.com')).statusCode, 200)
})

test('ASVS 6.2.12, NIST blocklist: what has leaked is refused at registration, change and reset, with the reason', async t => {
  const leaked = 'a password that has leaked'
  const digest = createHash('sha1').update(leaked).digest('hex').toUpperCase()
  const fetch = async () => new Response(`${digest.slice(5)}:7\r\n`)
  const site = await publicSite(t, { PASSWORD_BREACH_CHECK: 'https://breaches.example/range' }, { fetch })
  const good = 'a password of nobody else'
  const { token } = (await register(site, good, example.email)).json<{ token: string }>()
  await site.request('POST', '/users/password/forgotten', { json: { email: example.email } })
  const link = await site.secret(example.email)
  const answers = [
    await register(site, leaked, 'other@xdd.com'),
    await site.request('POST', '/users/me/password', { token, json: { current: good, password: leaked } }),
    await site.request('POST', '/users/password/reset', { json: { token: link, password: leaked } }),
  ]
  for (const answer of answers) {
    assert.equal(answer.statusCode, 400)
    const { fields } = answer.json<{ fields: Record<string, { code: string; message: string }[]> }>()
    assert.deepEqual(fields.password, [
      { code: 'breached_password', message: '这个密码在已泄露的密码名单里，请换一个' },
    ])
  }
})

test('ASVS 6.2.6, ASVS 6.2.7: fields hide what is typed, managers know them, and pasting is nobody’s business', async t => {
  const site: SiteWithMail = await publicSite(t)
  const reader = new Reader(site)
  const fieldsOf = async (url: string) => {
    const { body } = await reader.open(url)
    assert.doesNotMatch(body, /onpaste|oncopy|autocomplete="off"/)
    const fields = [...body.matchAll(/<input [^>]*name="(?:password|current)"[^>]*>/g)].map(([field]) => field)
    for (const field of fields) assert.match(field, /type="password"/)
    return fields.map(field => /autocomplete="([\w-]+)"/.exec(field)?.[1])
  }
  assert.deepEqual(await fieldsOf('/login'), ['current-password'])
  assert.deepEqual(await fieldsOf('/reg'), ['new-password'])
  assert.deepEqual(await fieldsOf('/reset?token=x'), ['new-password'])
  assert.deepEqual(await fieldsOf('/verify?token=x'), ['current-password'])
  await reader.open('/reg')
  await reader.send('/reg', { name: 'somebody', email: example.email, password: 'a password of the page' })
  assert.deepEqual(await fieldsOf('/me/password'), ['current-password', 'new-password'])
  assert.deepEqual(await fieldsOf('/me/email'), ['current-password'])
  assert.deepEqual(await fieldsOf('/me/delete'), ['current-password'])
  const script = readFileSync(new URL('../../web/assets/forms.js', import.meta.url), 'utf8')
  assert.doesNotMatch(script, /paste|clipboard/)
})

test('ASVS 6.3.2: a new site has no account, and nobody gets in with the first names that come to mind', async t => {
  const site = await publicSite(t)
  assert.deepEqual([await User.objects.count(), await Session.objects.count()], [0, 0])
  for (const email of ['admin', 'root', 'admin@localhost', 'sa', 'admin@xdd.com', 'test@test.com']) {
    for (const password of ['admin', 'root', 'password', 'changeme']) {
      assert.equal((await logIn(site, password, email)).statusCode, 400)
    }
  }
})

test('ASVS 6.4.2, NIST 3.1.1.2(7), NIST 3.1.1.2(8): nowhere is a hint or a question to be answered', async t => {
  const site = await publicSite(t)
  await registerUser(site, { ...example, password: 'a password of the tests' })
  const { paths } = (await site.request('GET', '/docs/openapi.json')).json<{ readonly paths: object }>()
  const bodies = [...JSON.stringify(paths).matchAll(/"requestBody":.*?"responses"/g)].join()
  assert.doesNotMatch(bodies, /"\w*(?:hint|question|answer)\w*":\{"(?:type|min|max)/i)
  const columns = Object.keys((await User.objects.all().values())[0] ?? {})
  assert.deepEqual(
    columns.filter(name => /hint|question|answer/i.test(name)),
    [],
  )
})

test('NIST 3.1.1.2 salt: equal passwords are stored with salts of their own, beside scheme and cost', async t => {
  const site = await publicSite(t)
  for (const at of [1, 2]) await register(site, 'one and the same password', `twin${at}@xdd.com`)
  const hashes = [...(await User.objects.all().valuesList('password', { flat: true }))].map(hash => hash.split('$'))
  for (const [, scheme, cost] of hashes) assert.deepEqual([scheme, cost], ['2b', '04'])
  const salts = hashes.map(([, , , rest = '']) => rest.slice(0, 22))
  assert.notEqual(salts[0], salts[1])
})

/** Keeps the recipes that it is asked to hash by. */
function recordingHasher(): Hasher & { readonly recipes: Recipe[] } {
  const recipes: Recipe[] = []
  const hash = async (_: string, recipe: Recipe) => {
    recipes.push(recipe)
    return ''
  }
  return { recipes, hash, verify: async () => false, close: async () => {} }
}

test('ASVS 11.4.2, RFC 9106, NIST 3.1.1.2 cost: the settings hash with the costs that OWASP names, and with nothing else', async () => {
  const hasher = recordingHasher()
  for (const name of ['bcrypt', 'argon2', 'scrypt']) {
    const settings = readSettings({ PASSWORD_HASHER: name, SECRET_KEY: 'x'.repeat(32) })
    await passwordsOf(settings, hasher).hash('a password')
  }
  assert.deepEqual(hasher.recipes, [
    { algorithm: 'bcrypt', cost: 12 },
    { algorithm: 'argon2', memory: 19_456, passes: 2, parallelism: 1 },
    { algorithm: 'scrypt', cost: 65_536, blockSize: 8, parallelism: 2 },
  ])
  for (const name of ['md5', 'sha1', 'pbkdf2', 'plain']) {
    assert.throws(() => readSettings({ PASSWORD_HASHER: name, SECRET_KEY: 'x'.repeat(32) }), /^SettingsError/)
  }
})
