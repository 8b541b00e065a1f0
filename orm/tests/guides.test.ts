import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { compile, source } from './types/compiler.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = new URL('../../docs/guides/', import.meta.url)
const guides = readdirSync(folder).filter(name => name.endsWith('.md'))

/** The blocks marked `ts` of a guide, which are one program from top to bottom. */
function programOf(guide: string): string {
  return [...textOf(guide).matchAll(/^```ts\n(.*?)^```/gms)].map(([, block]) => block).join('')
}

/** The blocks marked with a name of a file: each stands for itself. */
function filesOf(guide: string): [name: string, text: string][] {
  return [...textOf(guide).matchAll(/^```ts (\S+\.ts)\n(.*?)^```/gms)].map(([, name = '', text = '']) => [name, text])
}

function textOf(guide: string): string {
  return readFileSync(new URL(guide, folder), 'utf8')
}

/** What a program promises to print: every comment in a guide is a line of output. */
function promised(program: string): string {
  return program
    .split('\n')
    .flatMap(line => / \/\/ (.*)$/.exec(` ${line}`)?.[1] ?? [])
    .join('\n')
}

/** Run a program as a file of a project that has the package installed; a test file reports in dots. */
function run(program: string, t: TestContext): string {
  const project = mkdtempSync(join(tmpdir(), 'inkstone-guide-'))
  t.after(() => rmSync(project, { recursive: true, force: true }))
  mkdirSync(join(project, 'node_modules/@inkstone'), { recursive: true })
  symlinkSync(fileURLToPath(new URL('..', import.meta.url)), join(project, 'node_modules/@inkstone/orm'))
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module' }))
  writeFileSync(join(project, 'guide.ts'), program)
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const args = ['--disable-warning=ExperimentalWarning', '--test-reporter=dot', 'guide.ts']
  return execFileSync(process.execPath, args, { cwd: project, env, encoding: 'utf8' }).trimEnd()
}

describe('the programs of the guides', () => {
  for (const guide of guides) {
    const program = programOf(guide)
    const isTestFile = program.includes("from 'node:test'")

    test(`${guide} ${isTestFile ? 'passes its own tests' : 'prints what its comments say'}`, t => {
      const output = run(program, t)
      if (isTestFile) assert.match(output, /^\.+$/)
      else assert.equal(output, promised(program))
    })
  }

  test('compile', async () => {
    const migrations = source.replace(/index\.ts$/, 'migrations/index.ts')
    const files = guides.flatMap(guide => [[guide.replace('.md', '.ts'), programOf(guide)] as const, ...filesOf(guide)])
    const project = files.map(([name, text]) => {
      const linked = text
        .replaceAll(`'@inkstone/orm/migrations'`, `'${migrations}'`)
        .replaceAll(`'@inkstone/orm'`, `'${source}'`)
      return [name, `${linked}\nexport {}`]
    })
    const { diagnostics } = await compile(Object.fromEntries(project))
    const own = diagnostics.filter(({ file }) => files.some(([name]) => file.endsWith(`/${name}`)))
    assert.deepEqual(own, [])
  })
})

test('links of the guides, the README and the examples lead somewhere', () => {
  const pages = ['orm/README.md', ...globSync('{docs/guides,docs/reference,orm/examples}/**/*.md', { cwd: root })]
  const broken = pages.flatMap(page =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:)([^)#\s]+)/g)]
      .map(([, link = '']) => join(root, dirname(page), link))
      .filter(target => !existsSync(target)),
  )
  assert.deepEqual(broken, [])
})
