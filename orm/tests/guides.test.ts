import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { compile, source } from './types/compiler.ts'

const folder = new URL('../../docs/guides/', import.meta.url)
const guides = readdirSync(folder).filter(name => name.endsWith('.md'))

/** The blocks marked `ts` of a guide, which are one program from top to bottom. */
function programOf(guide: string): string {
  const text = readFileSync(new URL(guide, folder), 'utf8')
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, block]) => block).join('')
}

/** What a program promises to print: every comment in a guide is a line of output. */
function promised(program: string): string {
  return program
    .split('\n')
    .flatMap(line => / \/\/ (.*)$/.exec(` ${line}`)?.[1] ?? [])
    .join('\n')
}

function run(program: string): string {
  const args = ['--input-type=module-typescript', '--disable-warning=ExperimentalWarning', '-']
  const options = { cwd: new URL('..', import.meta.url), input: program, encoding: 'utf8' } as const
  return execFileSync(process.execPath, args, options).trimEnd()
}

describe('the programs of the guides', () => {
  for (const guide of guides) {
    test(`${guide} prints what its comments say`, () => {
      const program = programOf(guide)
      assert.equal(run(program), promised(program))
    })
  }

  test('compile', async () => {
    const address = `'${source}'`
    const migrations = `'${source.replace(/index\.ts$/, 'migrations/index.ts')}'`
    const files = guides.map(guide => [
      guide.replace('.md', '.ts'),
      `${programOf(guide).replaceAll("'@inkstone/orm/migrations'", migrations).replaceAll("'@inkstone/orm'", address)}\nexport {}`,
    ])
    const { diagnostics } = await compile(Object.fromEntries(files))
    assert.deepEqual(
      diagnostics.filter(({ file }) => guides.some(guide => file.endsWith(guide.replace('.md', '.ts')))),
      [],
    )
  })
})
