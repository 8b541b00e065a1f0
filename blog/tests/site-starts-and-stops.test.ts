import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, test } from 'node:test'
import { environment, post, root, start } from './processes.ts'

const folder = mkdtempSync(join(tmpdir(), 'inkstone-start-'))
after(() => rmSync(folder, { recursive: true }))

function run(args: readonly string[], settings: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['manage.ts', ...args], {
    cwd: root,
    env: environment({ DATA_DIR: join(folder, 'unused'), ...settings }),
    encoding: 'utf8',
  })
  return { status, stdout, lines: stderr.trimEnd().split('\n') }
}

describe('starting', () => {
  test('makes the data folder, prints the address, and keeps everything for the next time', async () => {
    const dataDir = join(folder, 'new', 'data')
    const first = await start({ DATA_DIR: dataDir })
    const registered = await post(first.origin, '/users/', { password: 'abc', name: 'xdd', email: 'xdd@xdd.com' })
    assert.equal(registered.status, 201)
    const { token } = (await registered.json()) as { token: string }
    assert.equal(await first.stop(), 0)
    assert.equal(statSync(join(dataDir, 'secret_key')).mode & 0o777, 0o600)

    const second = await start({ DATA_DIR: dataDir })
    const me = await fetch(`${second.origin}/users/me`, { headers: { authorization: `Bearer ${token}` } })
    assert.equal(me.status, 200)
    assert.equal(await second.stop(), 0)
  })

  const oneLine = (result: ReturnType<typeof run>, pattern: RegExp) => {
    assert.equal(result.lines.length, 1, result.lines.join('\n'))
    assert.match(result.lines[0] ?? '', pattern)
    assert.equal(result.status, 1)
  }

  test('on a busy port fails with one line', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address ? String(address.port) : ''
    oneLine(
      run(['runserver'], { PORT: port, DATA_DIR: join(folder, 'busy') }),
      /^HOST and PORT cannot be listened on: .*EADDRINUSE/,
    )
    server.close()
  })

  test('with a folder that cannot be written to fails with one line', () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    oneLine(run(['runserver'], { DATA_DIR: join(file, 'data') }), /^Setting DATA_DIR cannot be written to: /)
  })

  test('with a database that is newer than the code fails with one line', async () => {
    const dataDir = join(folder, 'newer')
    assert.equal(run(['migrate'], { DATA_DIR: dataDir }).status, 0)
    const database = new DatabaseSync(join(dataDir, 'inkstone.sqlite3'))
    database.exec(
      `INSERT INTO inkstone_migration (app, name, applied) VALUES ('posts', '9999_future', '2030-01-01 00:00:00')`,
    )
    database.close()
    oneLine(
      run(['runserver'], { DATA_DIR: dataDir }),
      /^Database: The database is newer than the code: .*posts.9999_future/,
    )
  })

  test('with a setting that makes no sense fails with one line', () => {
    oneLine(run(['runserver'], { CSRF: 'maybe' }), /^Setting CSRF must be one of: auto, strict, off$/)
  })

  test('with --help lists the settings and does nothing else', () => {
    const { status, stdout } = run(['runserver', '--help'], { PORT: 'nonsense' })
    assert.equal(status, 0)
    assert.match(stdout, /^ {2}SECRET_KEY /m)
  })

  test('with an unknown command says so', () => {
    const { status, lines } = run(['fly'])
    assert.deepEqual([status, lines], [2, ['There is no command "fly"; --help lists them.']])
  })
})

describe('being asked to stop', () => {
  test('finishes the requests under way and exits with 0', async () => {
    const site = await start({ DATA_DIR: join(folder, 'stopping') })
    const slow = post(site.origin, '/users/', { password: 'abc', name: 'xdd', email: 'xdd@xdd.com' })
    // The answer to a later request shows that the earlier one has arrived.
    await fetch(`${site.origin}/posts/`)
    const stopped = site.stop()
    assert.equal((await slow).status, 201)
    assert.equal(await stopped, 0)
  })
})

describe('the models', () => {
  test('have all their migrations', () => {
    const { status, stdout } = run(['makemigrations', '--check'])
    assert.deepEqual([status, stdout], [0, 'No changes.\n'])
  })
})
