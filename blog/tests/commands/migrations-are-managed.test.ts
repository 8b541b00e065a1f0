import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { PassThrough } from 'node:stream'
import { after, describe, type TestContext, test } from 'node:test'
import { char, integer, type Meta, model } from '@inkstone/orm'
import { makeMigrations } from '@inkstone/orm/migrations'
import { usage } from '../../commands/help.ts'
import { makemigrations } from '../../commands/makemigrations.ts'
import { migrate } from '../../commands/migrate.ts'
import { askingAt } from '../../commands/questions.ts'
import { showmigrations } from '../../commands/showmigrations.ts'
import { sqlmigrate } from '../../commands/sqlmigrate.ts'
import { readSettings, type Settings } from '../../settings.ts'

const root = resolve(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'inkstone-commands-'))
after(() => rmSync(folder, { recursive: true }))

// Migration files import the package by its name.
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))

function manage(...args: string[]) {
  const { PATH, HOME } = process.env
  const options = { cwd: root, env: { PATH, HOME, DATA_DIR: join(folder, 'none') }, encoding: 'utf8' } as const
  return spawnSync(process.execPath, ['manage.ts', ...args], options)
}

/** Settings with a database of their own. */
function settingsFor(name: string): Settings {
  return readSettings({
    DATABASE_URL: `sqlite:${join(folder, `${name}.db`)}`,
    SECRET_KEY: 'k'.repeat(40),
    LOG_LEVEL: 'silent',
  })
}

/** Lines that commands print while the test runs. */
function printed(t: TestContext): string[] {
  const lines: string[] = []
  for (const method of ['log', 'error'] as const) t.mock.method(console, method, (line: string) => lines.push(line))
  return lines
}

describe('the commands about migrations', () => {
  test('are listed in the help', () => {
    for (const name of ['migrate', 'makemigrations', 'showmigrations', 'sqlmigrate', 'inspectdb', 'baseline']) {
      assert.match(usage(), new RegExp(`^  ${name} `, 'm'))
    }
  })

  test('bring the database there and back, and show where it stands', async t => {
    const lines = printed(t)
    const settings = settingsFor('moved')
    const after = async (command: typeof migrate, ...args: string[]) => {
      lines.length = 0
      await command(settings, args)
      return lines
    }
    assert.ok((await after(showmigrations, 'posts')).includes('[ ] posts.0001_initial'))
    assert.ok((await after(migrate)).includes('posts.0001_initial: forwards'))
    assert.ok((await after(showmigrations)).includes('[X] accounts.0001_initial'))
    assert.deepEqual(await after(migrate), ['Nothing to do: the database is up to date.'])
    assert.ok((await after(migrate, 'posts', 'zero')).includes('posts.0001_initial: backwards'))
    assert.ok((await after(showmigrations, 'posts')).includes('[ ] posts.0001_initial'))
  })

  test('write migrations down without doing them when told to', async t => {
    const lines = printed(t)
    const settings = settingsFor('faked')
    await migrate(settings, ['accounts', '0001', '--fake'])
    assert.deepEqual(lines.splice(0), ['accounts.0001_initial: forwards, written down only'])
    await showmigrations(settings, ['accounts'])
    assert.ok(lines.includes('[X] accounts.0001_initial'))
    await assert.rejects(
      migrate(settings, ['accounts', 'zero']),
      /^MigrationError: Migration accounts\.\w+ failed at .*no such table/,
    )
  })

  test('print the statements of a migration in either direction, and send none', async t => {
    const lines = printed(t)
    const settings = settingsFor('printed')
    await sqlmigrate(settings, ['accounts', '0001'])
    assert.match(lines.splice(0).join(), /^CREATE TABLE "user" \(.*\);$/m)
    await sqlmigrate(settings, ['accounts', '0001', '--backwards'])
    assert.match(lines.splice(0).join(), /^DROP TABLE "user";$/m)
    await showmigrations(settings, ['accounts'])
    assert.ok(lines.includes('[ ] accounts.0001_initial'))
  })

  test('find nothing that changed in the models of this repository', async t => {
    const lines = printed(t)
    await makemigrations(settingsFor('none'), ['--check'])
    assert.deepEqual(lines, ['No changes.'])
  })

  test('refuse what they do not understand in one line that shows the usage', async () => {
    const { status, stderr } = manage('migrate', '--fack')
    assert.equal(status, 2)
    assert.match(stderr, /^Unknown option '--fack'\. Usage: migrate .*\n$/)
    await assert.rejects(sqlmigrate(settingsFor('none'), ['posts']), /^ArgumentsError: Usage: sqlmigrate APP NAME/)
    await assert.rejects(migrate(settingsFor('none'), ['posts', '0999']), /App posts has no migration 0999/)
  })
})

describe('makemigrations', () => {
  const settings = settingsFor('none')
  const title = char({ maxLength: 9 })
  const before = model('Note', { title })
  const renamed = model('Note', { heading: title })
  const app = (name: string, ...models: { readonly meta: Meta }[]) => [
    { label: 'notes', migrations: join(folder, name), models },
  ]

  test('counts a field as removed and added where nobody can be asked, and says so', async t => {
    const lines = printed(t)
    await makeMigrations(app('unattended', before))
    await makemigrations(settings, [], app('unattended', renamed))
    assert.match(lines[0] ?? '', /^Field title of Note, which may now be heading, .*run this in a terminal/)
    assert.match(lines[1] ?? '', /\n {2}Remove field title from Note\n {2}Add field heading to Note$/)
  })

  test('only says what is missing with --check, and fails', async t => {
    const lines = printed(t)
    await makemigrations(settings, ['--check'], app('checked', before))
    assert.match(lines[0] ?? '', /0001_initial\.ts\n {2}Create model Note$/)
    assert.equal(process.exitCode, 1)
    process.exitCode = 0
    assert.throws(() => readdirSync(join(folder, 'checked')))
  })

  test('joins two branches with --merge', async t => {
    printed(t)
    const branches = join(folder, 'branches')
    const number = integer({ default: 0 })
    await makeMigrations(app('branches', before))
    for (const name of ['stars', 'views']) {
      await makeMigrations(app('branches', model('Note', { title, [name]: number })), { name })
      copyFileSync(join(branches, `0002_${name}.ts`), join(folder, name))
      rmSync(join(branches, `0002_${name}.ts`))
    }
    for (const name of ['stars', 'views']) copyFileSync(join(folder, name), join(branches, `0002_${name}.ts`))
    await makemigrations(settings, ['--merge'], app('branches'))
    const files = ['0001_initial.ts', '0002_stars.ts', '0002_views.ts', '0003_merge.ts']
    assert.deepEqual(readdirSync(branches).sort(), files)
  })
})

describe('questions in a terminal', () => {
  function terminal(...answers: string[]) {
    const input = new PassThrough()
    const output = new PassThrough()
    const asked: string[] = []
    output.on('data', (chunk: Buffer) => {
      asked.push(chunk.toString())
      input.write(`${answers.shift() ?? ''}\n`)
    })
    return { questions: askingAt({ input, output }), asked }
  }

  test('take a clear yes for a renaming and nothing else', async () => {
    const { questions, asked } = terminal('y', 'YES', '', 'no')
    assert.equal(await questions.isFieldRenamed('Note', 'title', 'heading'), true)
    assert.equal(await questions.isModelRenamed('Note', 'Remark'), true)
    assert.equal(await questions.isModelRenamed('Note', 'Remark'), false)
    assert.equal(await questions.isModelRenamed('Note', 'Remark'), false)
    assert.equal(asked[0], 'Was the field title of Note renamed to heading? [y/N] ')
  })

  test('go on until a value for rows is one', async () => {
    const { questions, asked } = terminal('tomorrow', 'null', '"2026-01-01"')
    assert.equal(await questions.valueForRows('Note', 'day', { kind: 'date', options: {} }), '2026-01-01')
    assert.equal(asked.length, 3)
  })
})
