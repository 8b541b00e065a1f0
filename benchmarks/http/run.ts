/**
 * Requests per second of `GET /users/me` (with a token) and of the first and last page of `GET /posts/`, the blog beside a bare `node:http` server
 * that does the same work on the same database file. Interleaved rounds in one run; medians, spread and ratio.
 * Usage: `npm run bench:http -- [rounds] [seconds] [posts]`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import autocannon from 'autocannon'
import { median } from '../statistics.ts'

const [rounds = 5, seconds = 3, posts = 200] = process.argv.slice(2).map(Number)
const root = path.resolve(import.meta.dirname, '../..')
const dataDir = mkdtempSync(path.join(tmpdir(), 'inkstone-bench-'))
const secret = randomBytes(48).toString('base64url')
const PAGE_SIZE = 20

interface Server {
  readonly name: string
  readonly origin: string
  readonly process: ChildProcess
}

async function untilAnswers(origin: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const ready = await fetch(`${origin}/posts/`, { headers: { accept: 'application/json' } }).catch(() => undefined)
    if (ready) return
    await delay(50)
  }
  throw new Error(`${origin} does not answer`)
}

async function start(name: string, script: string[], port: number, env: Record<string, string>): Promise<Server> {
  const child = spawn(process.execPath, script, {
    cwd: root,
    env: { ...process.env, PORT: String(port), SECRET_KEY: secret, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const origin = `http://127.0.0.1:${port}`
  await untilAnswers(origin)
  return { name, origin, process: child }
}

async function post(url: string, body: unknown, token?: string): Promise<Record<string, string>> {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  if (response.status !== 201) throw new Error(`${url}: ${response.status} ${await response.text()}`)
  return response.json() as Promise<Record<string, string>>
}

/** Make an author through the blog's own interface, and posts by one statement; answers the author's token. */
async function seed(origin: string): Promise<string> {
  const account = { name: 'bench', email: 'bench@example.com', password: randomBytes(12).toString('base64url') }
  const { token = '' } = await post(`${origin}/users/`, account)
  const db = new DatabaseSync(path.join(dataDir, 'inkstone.sqlite3'), { timeout: 5000 })
  db.exec(`WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${posts})
    INSERT INTO post (title, author_id, postdate, excerpt, reading_minutes)
    SELECT 'Post ' || n, (SELECT id FROM user), '2026-01-01 00:00:00', '${'Some text. '.repeat(20)}', 1 FROM numbers`)
  db.close()
  return token
}

async function measure(url: string, headers: Record<string, string>): Promise<number> {
  const result = await autocannon({ url, headers, connections: 32, duration: seconds })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} errors`)
  return result.requests.average
}

async function main(): Promise<void> {
  const settings = { DATA_DIR: dataDir, NODE_ENV: 'production', LOG_LEVEL: 'warn', ALLOWED_HOSTS: '127.0.0.1' }
  const blog = await start('inkstone', ['manage.ts', 'runserver'], 8701, settings)
  const token = await seed(blog.origin)
  const bare = await start('bare node:http', ['benchmarks/http/bare.ts'], 8702, {
    DATABASE: path.join(dataDir, 'inkstone.sqlite3'),
  })
  const trials = {
    'GET /users/me': { authorization: `Bearer ${token}`, accept: 'application/json' },
    'GET /posts/': { accept: 'application/json' },
    [`GET /posts/?page=${Math.ceil(posts / PAGE_SIZE)}`]: { accept: 'application/json' },
  }
  console.log(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, ${rounds} rounds of ${seconds} s, 32 connections, ${posts} posts`,
  )
  for (const [trial, headers] of Object.entries(trials)) {
    const figures = new Map<Server, number[]>([
      [blog, []],
      [bare, []],
    ])
    for (let round = 0; round <= rounds; round++) {
      for (const [server, values] of figures) {
        const value = await measure(server.origin + trial.slice('GET '.length), headers)
        if (round > 0) values.push(value) // the first round warms up
      }
    }
    report(trial, figures)
  }
  for (const server of [blog, bare]) {
    server.process.kill()
    await once(server.process, 'exit')
  }
}

function report(trial: string, figures: Map<Server, number[]>): void {
  const floor = median([...figures.values()].at(-1) ?? [])
  for (const [server, values] of figures) {
    const spread = `${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))}`
    const ratio = (median(values) / floor).toFixed(2)
    console.log(`${trial.padEnd(22)} ${server.name.padEnd(15)} ${Math.round(median(values))} /s  (${spread})  ${ratio}`)
  }
}

try {
  await main()
} finally {
  rmSync(dataDir, { recursive: true, force: true })
}
