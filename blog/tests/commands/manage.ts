import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after } from 'node:test'

const root = resolve(import.meta.dirname, '../../..')

/** The folder of the commands' database, removed when the tests of the file have ended. */
export const folder = mkdtempSync(join(tmpdir(), 'inkstone-operator-'))
after(() => rmSync(folder, { recursive: true }))

/** The settings of the commands, and of a site on the same database. */
export const environment = {
  NODE_ENV: 'test',
  BCRYPT_COST: '4',
  SECRET_KEY: 'the secret key of the tests, 32 bytes or more',
  DATABASE_URL: `sqlite:${join(folder, 'site.sqlite3')}`,
  LOG_LEVEL: 'silent',
}

/** Run a command as a script would: without a terminal. */
export function manage(args: readonly string[], input = '', env: Readonly<Record<string, string>> = {}) {
  const { PATH, HOME } = process.env
  const options = { cwd: root, env: { PATH, HOME, ...environment, ...env }, encoding: 'utf8', input } as const
  const { status, stdout, stderr } = spawnSync(process.execPath, ['manage.ts', ...args], options)
  return { status, stdout: stdout.trimEnd(), stderr: stderr.trimEnd() }
}
