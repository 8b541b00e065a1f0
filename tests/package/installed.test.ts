import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'

/**
 * The packed ORM in empty projects with the Nodes and compilers that its users have. These come from the registry, so
 * this is no part of `npm test`: `npm run test:package`.
 */
const root = path.resolve(import.meta.dirname, '../..')
const dir = mkdtempSync(path.join(tmpdir(), 'inkstone-package-'))
const NODES = ['22', '24']
const COMPILERS = ['5.9', '7']

/** The program that the README starts with, and one that makes migrations, applies them and sees the lookups refused. */
const programs = {
  'readme.ts': /^```ts\n(.*?)^```/ms.exec(readFileSync(path.join(root, 'orm/README.md'), 'utf8'))?.[1] ?? '',
  'migrating.ts': `
import assert from 'node:assert/strict'
import { auto, char, connect, type Manager, manager, model } from '@inkstone/orm'
import { type App, makeMigrations, migrate } from '@inkstone/orm/migrations'

class Note extends model('Note', { id: auto(), text: char({ maxLength: 40 }) }) {
  static readonly objects: Manager<Note> = manager(Note)
}
const apps: App[] = [{ label: 'notes', migrations: process.argv[2] ?? '', models: [Note] }]
for (const { name } of await makeMigrations(apps)) console.log('made', name)
const db = await connect('sqlite::memory:', { models: [Note] })
for (const [app, name] of await migrate(db, apps)) console.log('applied', app, name)
await db.run(async () => {
  await Note.objects.create({ text: 'kept' })
  // @ts-expect-error the lookup is misspelt: installed declarations must say so, too
  await assert.rejects(async () => Note.objects.filter({ text__icontain: 'k' }))
  console.log(await Note.objects.filter({ text__icontains: 'K' }).count())
})
await db.close()
`,
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** The folder of a project in which a package of the registry is installed. */
function project(name: string): string {
  return path.join(dir, name)
}

/** Make a project and install into it; the install script of `node` may run, which fetches the binary. */
function makeProject(name: string, packages: readonly string[]): void {
  const allowScripts = { node: true }
  mkdirSync(project(name))
  writeFileSync(
    path.join(project(name), 'package.json'),
    JSON.stringify({ private: true, type: 'module', allowScripts }),
  )
  run('npm', ['install', '--no-audit', '--no-fund', ...packages], project(name))
}

describe('the ORM from its tarball, in an empty project', () => {
  before(() => {
    run('npm', ['run', 'build', '--workspace', 'orm'], root)
    const [packed] = JSON.parse(run('npm', ['pack', './orm/dist', '--json', '--pack-destination', dir], root))
    makeProject('user', ['--omit=peer', path.join(dir, packed.filename), '@types/node@22'])
    for (const [name, text] of Object.entries(programs)) writeFileSync(path.join(project('user'), name), text)
    for (const version of NODES) makeProject(`node-${version}`, [`node@${version}`])
    for (const version of COMPILERS) makeProject(`typescript-${version}`, [`typescript@${version}`])
  })
  after(() => rmSync(dir, { recursive: true, force: true }))

  for (const version of NODES) {
    const node = path.join(project(`node-${version}`), 'node_modules/.bin/node')
    const options = ['--disable-warning=ExperimentalWarning']

    test(`runs on Node ${version}`, () => {
      assert.match(run(node, ['--version'], dir), new RegExp(`^v${version}\\.`))
      const output = run(node, [...options, 'readme.ts'], project('user'))
      assert.equal(output, 'Notes on the engine by Ada\n[ 2, { Post: 1, User: 1 } ]\n')
    })

    test(`makes and applies migrations on Node ${version}`, () => {
      const output = run(
        node,
        [...options, 'migrating.ts', path.join(project('user'), `on-${version}`)],
        project('user'),
      )
      assert.equal(output, 'made 0001_initial\napplied notes 0001_initial\n1\n')
    })

    test(`can be required from CommonJS on Node ${version}`, () => {
      const source =
        "console.log(typeof require('@inkstone/orm').model, typeof require('@inkstone/orm/migrations').migrate)"
      assert.equal(
        run(node, [...options, '--input-type=commonjs', '-e', source], project('user')),
        'function function\n',
      )
    })
  }

  for (const version of COMPILERS) {
    const compiler = path.join(project(`typescript-${version}`), 'node_modules/typescript/bin/tsc')

    for (const resolution of ['nodenext', 'bundler']) {
      test(`its declarations check under TypeScript ${version} with ${resolution}`, () => {
        const module = resolution === 'bundler' ? 'esnext' : 'nodenext'
        const modules = ['--module', module, '--moduleResolution', resolution]
        const strict = [
          '--strict',
          '--noUncheckedIndexedAccess',
          '--exactOptionalPropertyTypes',
          '--skipLibCheck',
          'false',
        ]
        const args = ['--noEmit', '--target', 'esnext', '--types', 'node', ...strict, ...modules]
        run(process.execPath, [compiler, ...args, ...Object.keys(programs)], project('user'))
      })
    }
  }
})
