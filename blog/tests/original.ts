import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'

/** Debian's Python, which has Debian's Django. */
const python = '/usr/bin/python3'
const sources = join(import.meta.dirname, 'fixtures/original')

/** Why the original cannot be run here, or false. */
export const noOriginal =
  spawnSync(python, ['-c', 'import django, jwt, bcrypt']).status === 0
    ? false
    : 'Debian has python3-django, python3-jwt and python3-bcrypt; not all are installed'

/** The document's Django project on a database that its own migrations made. */
export interface Original {
  readonly file: string
  /** Start it; ends with the test. The origin that it answers under. */
  serve(): Promise<string>
}

/** Make the project and its database in a folder of the test. */
export function makeOriginal(t: TestContext, secretKey: string, rounds: number): Original {
  const folder = mkdtempSync(join(tmpdir(), 'inkstone-original-'))
  t.after(() => rmSync(folder, { recursive: true }))
  cpSync(sources, folder, { recursive: true })
  const file = join(folder, 'blog.sqlite3')
  const env = { DATABASE: file, SECRET_KEY: secretKey, BCRYPT_ROUNDS: String(rounds), PYTHONDONTWRITEBYTECODE: '1' }
  const options = { cwd: folder, env }
  for (const command of [['makemigrations', 'user', 'post'], ['migrate']])
    execFileSync(python, ['manage.py', ...command], { ...options, stdio: 'pipe' })
  const serve = async () => {
    const child = spawn(python, ['manage.py', 'serve'], { ...options, stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = once(child, 'exit')
    t.after(async () => {
      child.kill()
      await exited
    })
    for await (const line of createInterface({ input: child.stdout })) return line
    throw new Error('the original ended without printing an address')
  }
  return { file, serve }
}
