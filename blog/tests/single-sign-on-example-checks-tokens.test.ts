import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, describe, type TestContext, test } from 'node:test'
import { exportJWK, importPKCS8, SignJWT } from 'jose'
import { buildApp } from '../app.ts'
import { makeChecker, makeService } from '../examples/single-sign-on/service.ts'
import { readSettings } from '../settings.ts'
import { example } from './helper.ts'

const folder = mkdtempSync(join(tmpdir(), 'inkstone-sso-'))
after(() => rmSync(folder, { recursive: true }))

const portOf = (server: Server) => (server.address() as AddressInfo).port // it listens on a port

/** Find a port that nobody listens on: the blog is known by its address. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server)
  server.close()
  await once(server, 'close')
  return port
}

/** Make a private key; its file. */
function keyFile(): string {
  const file = join(folder, `${randomBytes(4).toString('hex')}.pem`)
  writeFileSync(file, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }))
  return file
}

/** A blog at an address that stays when it starts again with other settings. */
async function openBlog(t: TestContext) {
  const port = await freePort()
  const issuer = `http://127.0.0.1:${port}`
  const database = join(folder, `${port}.sqlite3`)
  const start = async (env: Readonly<Record<string, string>>) => {
    const settings = readSettings({
      NODE_ENV: 'test',
      BCRYPT_COST: '4',
      SECRET_KEY: 'the secret key of the tests, 32 bytes or more',
      DATABASE_URL: `sqlite:${database}`,
      DATA_DIR: folder,
      PUBLIC_URL: issuer,
      TOKEN_ALGORITHM: 'EdDSA',
      LOG_LEVEL: 'silent',
      ...env,
    })
    const app = await buildApp(settings)
    t.after(() => app.close())
    await app.listen({ host: '127.0.0.1', port })
    return app
  }
  return { issuer, start }
}

async function tokenOf(issuer: string, path = '/users/login'): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const { email, password } = example
  const body = JSON.stringify(path === '/users/' ? example : { email, password })
  const answer = await fetch(issuer + path, { method: 'POST', headers, body })
  const { token } = (await answer.json()) as { token: string }
  return token
}

/** Start the example for a blog; asks it with a token. */
async function openService(t: TestContext, issuer: string) {
  const service = makeService(makeChecker(issuer, { cooldownDuration: 0 })).listen(0, '127.0.0.1')
  await once(service, 'listening')
  t.after(() => void service.close().closeAllConnections())
  return async (token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const answer = await fetch(`http://127.0.0.1:${portOf(service)}/`, { headers })
    return { status: answer.status, body: await answer.json() }
  }
}

describe('the example of single sign-on', () => {
  test('knows who logged in at the blog, and nobody else', async t => {
    const { issuer, start } = await openBlog(t)
    const key = keyFile()
    await start({ TOKEN_KEY_FILE: key })
    const token = await tokenOf(issuer, '/users/')
    const ask = await openService(t, issuer)
    assert.deepEqual(await ask(token), { status: 200, body: { visitor: { id: '1' } } })
    assert.equal((await ask()).status, 401)
    assert.equal((await ask(`${token.slice(0, -2)}AA`)).status, 401)
  })

  test('takes only what the blog made, for the blog, as an access token, and not yet expired', async t => {
    const { issuer, start } = await openBlog(t)
    const pem = keyFile()
    await start({ TOKEN_KEY_FILE: pem })
    const ask = await openService(t, issuer)
    const { keys } = (await (await fetch(`${issuer}/.well-known/jwks.json`)).json()) as { keys: { kid: string }[] }
    const kid = keys[0]?.kid ?? ''
    const key = await importPKCS8(readFileSync(pem, 'utf8'), 'EdDSA', { extractable: true })
    const now = Math.floor(Date.now() / 1000)
    const honest = { iss: issuer, aud: issuer, sub: '1', exp: now + 60, typ: 'access' }
    const made = (claims: object, signed = key as Parameters<SignJWT['sign']>[0], alg = 'EdDSA') =>
      new SignJWT({ ...honest, ...claims }).setProtectedHeader({ alg, kid }).sign(signed)
    assert.equal((await ask(await made({}))).status, 200)
    for (const lie of [
      { iss: 'https://evil.example' },
      { aud: 'https://evil.example' },
      { exp: now - 1 },
      { exp: undefined },
      { sub: undefined },
      { typ: 'refresh' },
    ]) {
      assert.equal((await ask(await made(lie))).status, 401, JSON.stringify(lie))
    }
    const { x = '' } = await exportJWK(key)
    assert.equal((await ask(await made({}, Buffer.from(x, 'base64url'), 'HS256'))).status, 401, 'public key as secret')
  })

  test('follows the blog to another key, and lets go of the old one with it', async t => {
    const { issuer, start } = await openBlog(t)
    const [old, next] = [keyFile(), keyFile()]
    const before = await start({ TOKEN_KEY_FILE: old })
    const token = await tokenOf(issuer, '/users/')
    const ask = await openService(t, issuer)
    assert.equal((await ask(token)).status, 200)
    await before.close()

    const between = await start({ TOKEN_KEY_FILE: next, TOKEN_KEY_FALLBACKS: old })
    const fresh = await tokenOf(issuer)
    assert.equal((await ask(fresh)).status, 200, 'fetches the keys anew')
    assert.equal((await ask(token)).status, 200, 'those of the old key still hold')
    await between.close()

    await start({ TOKEN_KEY_FILE: next })
    const later = await openService(t, issuer)
    assert.deepEqual([(await later(token)).status, (await later(fresh)).status], [401, 200])
  })

  test('blames nobody for a blog that is out of reach', async t => {
    const ask = await openService(t, `http://127.0.0.1:${await freePort()}`)
    const header = Buffer.from('{"alg":"EdDSA","kid":"x"}').toString('base64url')
    assert.equal((await ask(`${header}.e30.AA`)).status, 503)
  })

  test('starts from the command line', async t => {
    const file = join(import.meta.dirname, '../examples/single-sign-on/main.ts')
    const child = spawn(process.execPath, [file, 'http://127.0.0.1:1'], { env: { PORT: '0' } })
    t.after(() => child.kill())
    for await (const line of createInterface({ input: child.stdout })) {
      assert.match(line, /^Ready: .*"port":\d+/)
      return
    }
    assert.fail('it ended without a word')
  })
})
