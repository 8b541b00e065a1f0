import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { baseline } from '../../commands/baseline.ts'
import { inspectdb } from '../../commands/inspectdb.ts'
import { migrate } from '../../commands/migrate.ts'
import { readSettings } from '../../settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'inkstone-takeover-'))
after(() => rmSync(folder, { recursive: true }))

const settingsFor = (path: string) =>
  readSettings({ DATABASE_URL: `sqlite:${path}`, SECRET_KEY: 'k'.repeat(40), LOG_LEVEL: 'silent' })

/** Make the site's tables and forget where they come from. */
async function tablesWithoutHistory(name: string): Promise<string> {
  const path = join(folder, name)
  await migrate(settingsFor(path), [])
  change(path, 'DROP TABLE inkstone_migration')
  return path
}

function change(path: string, sql: string): void {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
}

test('inspectdb prints the models of the tables that are named', async t => {
  const print = t.mock.method(console, 'log', () => undefined)
  const path = await tablesWithoutHistory('inspected.db')
  print.mock.resetCalls()
  await inspectdb(settingsFor(path), ['user'])
  const [source] = print.mock.calls.map(call => String(call.arguments.at(0)))
  assert.match(
    source ?? '',
    /^import \{ [^}]*\} from '@inkstone\/orm'\n\nexport class User extends model\('User', \{\n {2}id: auto\(\),\n/,
  )
})

test('baseline writes migrations down for tables that match', async t => {
  const print = t.mock.method(console, 'log', () => undefined)
  const path = await tablesWithoutHistory('matching.db')
  print.mock.resetCalls()
  await baseline(settingsFor(path), [])
  await baseline(settingsFor(path), [])
  await migrate(settingsFor(path), [])
  const lines = print.mock.calls.map(call => String(call.arguments.at(0)))
  assert.ok(lines.includes('posts.0001_initial: written down'))
  assert.deepEqual(lines.slice(-2), [
    'Nothing to do: all of it is written down.',
    'Nothing to do: the database is up to date.',
  ])
})

test('baseline refuses tables that do not match, and says what is missing', async t => {
  t.mock.method(console, 'log', () => undefined)
  const path = await tablesWithoutHistory('other.db')
  change(path, 'ALTER TABLE "user" RENAME COLUMN email TO mail')
  await assert.rejects(
    baseline(settingsFor(path), ['accounts']),
    /nothing was written down:\n- column user\.email is missing/,
  )
})
