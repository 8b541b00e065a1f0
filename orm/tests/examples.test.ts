import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const QUIET = '--disable-warning=ExperimentalWarning'

function example(name: string): string {
  return fileURLToPath(new URL(`../examples/${name}`, import.meta.url))
}

function run(name: string, ...args: string[]): string[] {
  return execFileSync(process.execPath, [QUIET, example(name), ...args], { encoding: 'utf8' })
    .trimEnd()
    .split('\n')
}

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'inkstone-example-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('the script counts words', t => {
  const folder = folderFor(t)
  writeFileSync(join(folder, 'a.txt'), 'The cat and the dog. The end')
  writeFileSync(join(folder, 'b.txt'), 'A cat, and a bird')
  assert.deepEqual(run('script.ts', folder), [
    'the: 3 times in 1 texts',
    'a: 2 times in 1 texts',
    'and: 2 times in 2 texts',
    'without "the": b.txt',
  ])
})

test('the Fastify service keeps projects and their tasks, and answers errors', async t => {
  const child = spawn(process.execPath, [QUIET, example('fastify-service/main.ts')], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill())
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
  const origin = String(line).trim()
  const post = async (path: string, body?: object) => {
    const init = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const response = await fetch(origin + path, { method: 'POST', ...init })
    return [response.status, await response.json()]
  }
  const get = async (path: string) => (await fetch(origin + path)).json()

  assert.deepEqual(await post('/projects', { name: 'Engine', tasks: ['Draw', 'Build'] }), [201, { id: 1 }])
  assert.deepEqual(await post('/tasks/1/done'), [200, { id: 1, done: true }])
  assert.deepEqual(await get('/projects/1/tasks'), [{ id: 2, title: 'Build', project__name: 'Engine' }])
  assert.deepEqual(await post('/projects', { name: 'Engine' }), [409, { error: 'unique' }])
  assert.equal((await post('/projects', { name: 'Half', tasks: ['x'.repeat(201)] }))[0], 400)
  assert.deepEqual(await get('/projects'), [{ name: 'Engine', open: 1 }])
  assert.deepEqual(await get('/projects/7/tasks'), { error: 'Project matching query does not exist.' })
})

test('a database that Django made is taken over in place, and only once', t => {
  const file = join(folderFor(t), 'library.sqlite3')
  // A dump fills tables before the tables that they refer to are there.
  const dump = new DatabaseSync(file, { enableForeignKeyConstraints: false })
  dump.exec(readFileSync(example('adopt-django/library.sql'), 'utf8'))
  dump.close()

  const inspected = run('adopt-django/inspect.ts', file)
  for (const name of ['LibraryAuthor', 'LibraryBook', 'LibraryGenre']) {
    assert.ok(
      inspected.some(line => line.startsWith(`export class ${name} extends model(`)),
      name,
    )
  }
  const [migrated, ...answers] = run('adopt-django/adopt.ts', file)
  assert.equal(migrated, 'migrated library.0002_ratings')
  assert.deepEqual(answers, [
    'A Wizard of Earthsea by Ursula K. Le Guin, 7.50, 1968-06-01T12:30:00.000Z',
    'The Dispossessed by Ursula K. Le Guin, 9.90, 1974-06-01T12:30:00.123456Z',
    'Ursula K. Le Guin (1929-10-21): 2 books, 17.40',
    'Stanisław Lem (1921-09-12): 1 books, 8.00',
    'Anonymous (null): 0 books, null',
    '[',
    "  { id: 3, title: 'Solaris', rating: null },",
    "  { id: 4, title: 'The Cyberiad', rating: null }",
    ']',
  ])
  assert.ok(run('adopt-django/adopt.ts', file).includes('Stanisław Lem (1921-09-12): 2 books, 14.40'))
})
