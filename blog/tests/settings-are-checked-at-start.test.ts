import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { usage } from '../commands/help.ts'
import { loadOrMakeSecretKey, secretKeyFile } from '../secret-key.ts'
import { readSettings } from '../settings.ts'
import { SettingsError } from '../settings-reader.ts'
import { variables } from '../settings-variables.ts'

const key = 'a strong key that holds 32 bytes: 9f8e7d6c5b4a'
const read = (env: Record<string, string> = {}) => readSettings({ SECRET_KEY: key, ...env })

/** Settings of a provider that lack nothing. */
const provider = {
  PUBLIC_URL: 'https://x.example',
  OIDC_PROVIDERS: 'work',
  OIDC_WORK_ISSUER: 'https://id.example',
  OIDC_WORK_CLIENT_ID: 'the blog',
  OIDC_WORK_CLIENT_SECRET: 'a secret',
}

function refusal(env: Record<string, string>): string {
  try {
    read(env)
  } catch (error) {
    assert.ok(error instanceof SettingsError)
    return error.message
  }
  throw new Error(`${JSON.stringify(env)} was accepted`)
}

describe('settings', () => {
  test('have the documented defaults', () => {
    const settings = read()
    assert.deepEqual(
      [settings.host, settings.port, settings.authExpire, settings.bcryptCost, settings.csrf, settings.rateLimit],
      ['127.0.0.1', 8000, 28_800, 12, 'auto', true],
    )
    assert.deepEqual([settings.language, settings.timeZone, settings.registration], ['zh-CN', 'Asia/Shanghai', 'open'])
    assert.match(settings.databaseUrl, /^sqlite:\/.*\/data\/inkstone\.sqlite3$/)
  })

  test('are frozen', () => {
    const settings = read({ LOG_LEVELS: 'db=debug' })
    for (const part of [settings, settings.allowedHosts, settings.logLevels]) assert.ok(Object.isFrozen(part))
  })

  test('count an empty variable as unset', () => {
    assert.equal(read({ PORT: '', LANGUAGE: ' ' }).port, 8000)
  })

  test('turn debugging on for a loopback address outside of production alone', () => {
    assert.equal(read().debug, true)
    assert.equal(read({ HOST: '::1' }).debug, true)
    assert.equal(read({ HOST: '0.0.0.0' }).debug, false)
    assert.equal(read({ NODE_ENV: 'production' }).debug, false)
  })

  test('let short passwords through only under debugging on a loopback address', () => {
    assert.equal(read().passwordMinLength, 3)
    assert.equal(read({ DEBUG: 'off' }).passwordMinLength, 8)
    assert.equal(read({ HOST: '0.0.0.0', DEBUG: 'on' }).passwordMinLength, 8)
  })

  test('read levels by logger', () => {
    assert.deepEqual(read({ LOG_LEVELS: 'db=debug, http=warn' }).logLevels, { db: 'debug', http: 'warn' })
  })

  const refused: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ PORT: '80x' }, /^PORT must be a whole number from 0 to 65535$/],
    [{ PORT: '70000' }, /^PORT must be a whole number/],
    [{ HOST: 'a b' }, /^HOST must be an IP address or host name$/],
    [{ DEBUG: 'maybe' }, /^DEBUG must be one of: on, off/],
    [{ DEBUG: 'on', NODE_ENV: 'production' }, /^DEBUG must be off/],
    [{ CSRF: 'none' }, /^CSRF must be one of: auto, strict, off$/],
    [{ CSRF_TRUSTED_ORIGINS: '*.example.com' }, /^CSRF_TRUSTED_ORIGINS must hold origins such as/],
    [{ CSRF_TRUSTED_ORIGINS: 'https://example.com/path' }, /^CSRF_TRUSTED_ORIGINS must hold origins such as/],
    [{ CSRF: 'off', NODE_ENV: 'production' }, /^CSRF must not be off.*allowed: auto, strict$/],
    [{ RATE_LIMIT: 'off', NODE_ENV: 'production' }, /^RATE_LIMIT must not be off.*allowed: on$/],
    [{ BCRYPT_COST: '9' }, /^BCRYPT_COST must be a whole number from 10 to 15$/],
    [{ AUTH_EXPIRE: '0' }, /^AUTH_EXPIRE must be a whole number from 60/],
    [{ LANGUAGE: 'fr' }, /^LANGUAGE must be one of: zh-CN, en$/],
    [{ TIME_ZONE: 'Mars/Base' }, /^TIME_ZONE must be an IANA name/],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be one of: trace, debug/],
    [{ LOG_LEVELS: 'db' }, /^LOG_LEVELS must be pairs/],
    [{ LOG_LEVELS: 'db=loud' }, /^LOG_LEVELS must be one of/],
    [{ DATABASE_URL: 'mongodb://x' }, /^DATABASE_URL must be sqlite:PATH/],
    [{ REDIS_URL: 'localhost:6379' }, /^REDIS_URL must be redis:\/\/HOST/],
    [{ SESSION_IDLE: '1' }, /^SESSION_IDLE must be a whole number from 60/],
    [{ MAIL_URL: 'mail.example.com' }, /^MAIL_URL must be smtp:/],
    [{ MAIL_URL: 'smtp://mail.example.com', NODE_ENV: 'production' }, /^MAIL_URL needs PUBLIC_URL/],
    [{ MAIL_FROM: 'Blog <blog@example.com>' }, /^MAIL_FROM must be a bare address/],
    [{ PUBLISHING: 'no' }, /^PUBLISHING must be one of: everybody, authors$/],
    [{ AUDIT_RETENTION: '-1' }, /^AUDIT_RETENTION must be a whole number/],
    [{ OIDC_PROVIDERS: 'work' }, /^OIDC_PROVIDERS needs PUBLIC_URL/],
    [{ OIDC_PROVIDERS: 'Work!', PUBLIC_URL: 'https://x.example' }, /^OIDC_PROVIDERS must hold different names/],
    [{ OIDC_PROVIDERS: 'work', PUBLIC_URL: 'https://x.example' }, /^OIDC_WORK_ISSUER is needed/],
    [{ ...provider, OIDC_WORK_ISSUER: 'id.example' }, /^OIDC_WORK_ISSUER must be an https URL/],
    [{ ...provider, OIDC_WORK_ISSUER: 'http://id.example', NODE_ENV: 'production' }, /^OIDC_WORK_ISSUER must be/],
    [{ ...provider, OIDC_WORK_SECOND_FACTOR: 'no' }, /^OIDC_WORK_SECOND_FACTOR must be one of: ask, trust$/],
    [{ REGISTRATION: 'no' }, /^REGISTRATION must be one of: open, verify, invite, closed$/],
    [{ PUBLIC_URL: 'blog.example.com' }, /^PUBLIC_URL must be an origin/],
    [{ PUBLIC_URL: 'https://blog.example.com/path' }, /^PUBLIC_URL must be an origin/],
    [{ ALLOWED_HOSTS: 'http://x' }, /^ALLOWED_HOSTS must hold host names/],
    [{ TRUST_PROXY: 'true' }, /^TRUST_PROXY must be off, loopback, or addresses/],
    [{ TRUST_PROXY: '::ffff:10.0.0.0/8' }, /^TRUST_PROXY must be/],
    [{ TRUST_PROXY: '0.0.0.0/0' }, /^TRUST_PROXY must be/],
    [{ SECRET_KEY: 'short', NODE_ENV: 'production' }, /^SECRET_KEY is too short/],
    [{ SECRET_KEY: 'a'.repeat(64), NODE_ENV: 'production' }, /^SECRET_KEY repeats too few/],
    [{ SECRET_KEY: `django-insecure-${key}`, NODE_ENV: 'production' }, /^SECRET_KEY is a sample/],
  ]
  for (const [env, message] of refused) {
    const shown = Object.entries(env).map(([name, value]) => `${name}=${value.slice(0, 20)}`)
    test(`refuse ${shown.join(' ')} in one line that names the variable`, () => {
      const line = refusal(env)
      assert.match(line, message)
      assert.ok(!line.includes('\n'))
    })
  }

  test('never show a secret that they refuse', () => {
    assert.ok(!refusal({ SECRET_KEY: 'hunter2', NODE_ENV: 'production' }).includes('hunter2'))
  })

  test('are all in the help, and the help has no others', () => {
    const text = usage()
    for (const { name } of variables) assert.match(text, new RegExp(`^ {2}${name} `, 'm'))
    const asked = new Set<string>()
    const spy = new Proxy({} as Record<string, string>, { get: (_, name) => void asked.add(String(name)) })
    readSettings(spy, () => key)
    assert.deepEqual([...asked].sort(), variables.map(({ name }) => name).sort())
  })
})

// RFC 8725 3.5: keys have the entropy that their algorithm needs.
describe('the secret key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inkstone-key-'))
  after(() => rmSync(folder, { recursive: true }))

  test('is made once and kept for its owner alone', () => {
    const made = loadOrMakeSecretKey(folder)
    assert.ok(Buffer.byteLength(made) >= 32)
    assert.equal(loadOrMakeSecretKey(folder), made)
    assert.equal(statSync(join(folder, secretKeyFile)).mode & 0o777, 0o600)
  })

  test('is refused when its file was emptied, instead of signing with nothing', () => {
    writeFileSync(join(folder, secretKeyFile), '\n')
    assert.throws(() => loadOrMakeSecretKey(folder), /SECRET_KEY kept in .* is too short/)
    assert.equal(readFileSync(join(folder, secretKeyFile), 'utf8'), '\n')
  })

  test('says in one line that a folder cannot be used', () => {
    const file = join(folder, 'a-file')
    writeFileSync(file, '')
    assert.throws(
      () => loadOrMakeSecretKey(join(file, 'below')),
      /^SettingsError: DATA_DIR cannot be written to: ENOTDIR/,
    )
  })
})
