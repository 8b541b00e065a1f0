import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { compile, source } from './types/compiler.ts'

/** The fenced blocks of a language in the README of the package. */
async function blocks(language: string): Promise<string[]> {
  const text = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(match => match[1] ?? '')
}

test('the program that the README starts with runs and prints what it says', async () => {
  const [program = ''] = await blocks('ts')
  const output = execFileSync(process.execPath, ['--input-type=module-typescript', '-'], {
    cwd: new URL('..', import.meta.url),
    input: program,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  assert.equal(output, 'Notes on the engine by Ada\n[ 2, { Post: 1, User: 1 } ]\n')
})

test('the programs of the README compile, and the mistakes that it quotes do not', async () => {
  const [program = '', methods = ''] = (await blocks('ts')).map(text => text.replaceAll('@inkstone/orm', source))
  const mistakes = (await blocks('text')).join('').trimEnd().split('\n')
  const { diagnostics } = await compile({
    'program.ts': `${program}\nexport { Post, User }`,
    'methods.ts': `import { QuerySet } from '${source}'\nimport type { Post } from './program.ts'\n${methods}`,
    'mistakes.ts': [`import { Post, User } from './program.ts'; declare const post: Post`, ...mistakes].join('\n'),
  })
  assert.deepEqual(
    diagnostics.filter(({ file }) => /(program|methods)\.ts$/.test(file)),
    [],
  )
  for (const [i, line] of mistakes.entries()) {
    const [, words = ''] = line.split('// ')
    const said = diagnostics.find(({ file, line }) => file.endsWith('mistakes.ts') && line === i + 2)
    assert.ok(said?.text.includes(words), `the README quotes ${words}, the compiler says ${said?.text}`)
  }
})
