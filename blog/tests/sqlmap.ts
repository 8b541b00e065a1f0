/**
 * Let sqlmap look for a way into the database through everything that the site reads: `npm run attack:sqlmap`.
 *
 * sqlmap is a package of Debian (`apt-get install sqlmap`). By default the quick techniques are tried; `SQLMAP=thorough`
 * takes all payloads and techniques that sqlmap has for the database, for some minutes. Fails when anything at all is found.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { example } from './helper.ts'
import { post, type Running, start } from './processes.ts'

const effort =
  process.env.SQLMAP === 'thorough'
    ? ['--level=5', '--risk=3', '--technique=BEUSTQ']
    : ['--level=1', '--risk=1', '--technique=BEU']

/** What sqlmap sends, with an asterisk at each place that it should try. */
interface Target {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const json = (method: string, path: string, body: object, headers: Target['headers'] = {}): Target => ({
  method,
  path,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

function targets(token: string): readonly Target[] {
  const known = { jwt: token }
  return [
    json('POST', '/users/', { name: 'x*', email: 'a*@b.cd', password: 'long enough*' }),
    json('POST', '/users/login', { email: 'xdd@xdd.com*', password: 'abc*' }),
    json('POST', '/users/token/refresh', { refresh_token: 'x*' }),
    json('POST', '/users/password/forgotten', { email: 'xdd@xdd.com*' }),
    json('POST', '/users/password/reset', { token: 'x*', password: 'long enough' }),
    json('POST', '/users/email', { token: 'x*' }),
    json('POST', '/users/me/tokens', { name: 'x*', scopes: ['posts:write*'], days: 1 }, known),
    json('POST', '/posts/', { title: 'a*', content: 'b*' }, known),
    json('PATCH', '/posts/1*', { title: 'c*' }, known),
    { method: 'GET', path: '/posts/?page=1*&size=20*' },
    { method: 'GET', path: '/posts/1*' },
    { method: 'DELETE', path: '/users/me/sessions/x*', headers: known },
    { method: 'DELETE', path: '/users/me/tokens/1*', headers: known },
    { method: 'GET', path: '/staff/users?q=x*', headers: known },
    { method: 'GET', path: '/staff/users/1*/sessions', headers: known },
    json('POST', '/staff/invites', { email: 'a*@b.cd', days: 1 }, known),
    { method: 'GET', path: '/users/me', headers: { Authorization: 'Bearer x*', 'User-Agent': 'x*' } },
    { method: 'GET', path: '/users/me', headers: { Cookie: 'sessionid=x*; device=x*', 'Accept-Language': 'en*' } },
    {
      method: 'POST',
      path: '/login',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'User-Agent': 'x*' },
      body: 'email=xdd%40xdd.com*&password=abc*&next=/*',
    },
  ]
}

function written(origin: string, { method, path, headers = {}, body = '' }: Target): string {
  const lines = Object.entries({ Host: new URL(origin).host, ...headers }).map(pair => pair.join(': '))
  return `${[`${method} ${path} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n${body}`
}

/** Attack one address; what sqlmap prints. */
async function attack(origin: string, target: Target, folder: string): Promise<string> {
  const file = join(folder, 'request.txt')
  writeFileSync(file, written(origin, target))
  const state = ['--batch', '--ignore-stdin', '--flush-session', '--output-dir', folder, '--disable-coloring']
  const patience = ['--threads=4', '--timeout=20', '--retries=1', '--dbms=SQLite', '--ignore-code=*']
  const child = spawn('sqlmap', ['-r', file, ...state, ...patience, ...effort], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  await once(child, 'close')
  return output
}

/** Serve an address with the very mistake that is looked for, so that finding nothing means something. */
async function serveHole(): Promise<Server> {
  const database = new DatabaseSync(':memory:')
  database.exec("CREATE TABLE t (id integer, name text); INSERT INTO t VALUES (1, 'a'), (2, 'b')")
  const server = createServer((request, response) => {
    const id = new URL(request.url ?? '', 'http://localhost').searchParams.get('id') ?? ''
    try {
      response.end(JSON.stringify(database.prepare(`SELECT id, name FROM t WHERE id = ${id}`).all()))
    } catch {
      response.writeHead(400).end('[]')
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/** Tell whether sqlmap finds the hole. */
async function findsHoles(folder: string): Promise<boolean> {
  const server = await serveHole()
  const { port } = server.address() as AddressInfo // it listens on TCP
  const output = await attack(`http://127.0.0.1:${port}`, { method: 'GET', path: '/?id=1*' }, folder)
  server.close()
  return output.includes('sqlmap identified the following injection point')
}

/** Let the only user look after the site, so that sqlmap gets to what staff can ask. */
function promote(folder: string): void {
  const database = new DatabaseSync(join(folder, 'inkstone.sqlite3'))
  database.exec('UPDATE user SET is_staff = 1, is_superuser = 1')
  database.close()
}

/** Attack every address of a site that is empty but for one user; the number of those that did not hold. */
async function attackAll(site: Running, folder: string): Promise<number> {
  const { token } = (await (await post(site.origin, '/users/', example)).json()) as { token: string }
  await post(site.origin, '/posts/', { title: 'a post', content: 'to be read' }, { jwt: token })
  promote(folder)
  let open = 0
  for (const target of targets(token)) {
    const output = await attack(site.origin, target, folder)
    const closed = output.includes('all tested parameters do not appear to be injectable')
    console.log(`${closed ? 'closed' : 'OPEN'} ${target.method} ${target.path}`)
    if (closed) continue
    open++
    console.log(output)
  }
  return open
}

const folder = mkdtempSync(join(tmpdir(), 'inkstone-sqlmap-'))
const settings = { DATA_DIR: folder, NODE_ENV: 'test', BCRYPT_COST: '4', RATE_LIMIT: 'off', CSRF: 'off' }
const site = await start({ ...settings, LOG_LEVEL: 'error' })
try {
  if (!(await findsHoles(folder))) throw new Error('sqlmap does not find a hole that is there')
  process.exitCode = (await attackAll(site, folder)) > 0 ? 1 : 0
} finally {
  await site.stop()
  rmSync(folder, { recursive: true })
}
