import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import * as orm from '../src/index.ts'
import * as migrations from '../src/migrations/index.ts'
import { compile, source } from './types/compiler.ts'

/** The fenced blocks of a language in the README of the package. */
async function blocks(language: string): Promise<string[]> {
  const text = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(match => match[1] ?? '')
}

function run(program: string): string {
  return execFileSync(process.execPath, ['--input-type=module-typescript', '-'], {
    cwd: new URL('..', import.meta.url),
    input: program,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  })
}

test('the programs of the README run and print what they say', async () => {
  const [start = '', methods = '', ...others] = await blocks('ts')
  assert.deepEqual(others, [])
  assert.equal(run(start), 'Notes on the engine by Ada\n[ 2, { Post: 1, User: 1 } ]\n')
  assert.equal(run(methods), "[ { name: 'Ink', stock: 2 } ]\n{ items: 2, stock: 11 }\n")
})

/** The names that a row of the table of pieces lists. */
function namesIn(text: string, row: string): string[] {
  const cell = new RegExp(`^\\| ${row} \\| (.*) \\|$`, 'm').exec(text)?.[1]
  assert.ok(cell, `the README has a row ${row}`)
  const words = [...cell.matchAll(/`([^`]*)`/g)].flatMap(([, names = '']) => names.split(' '))
  return words.filter(word => /^\w{2,}$/.test(word) && word !== 'await' && word !== 'for')
}

test('what the table of pieces names is there', async () => {
  const text = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const row = (name: string) => namesIn(text, name)
  const methods = [...row('Refine'), ...row('Read'), ...row('Write')]
  const objects = [orm.QuerySet.prototype, orm.Model.prototype]
  assert.deepEqual(
    methods.filter(name => !objects.some(object => name in object)),
    [],
  )
  const exported = [
    ...row('Fields'),
    'foreignKey',
    'oneToOne',
    'manyToMany',
    ...row('Expressions'),
    'atomic',
    'onCommit',
  ]
  assert.deepEqual(
    exported.filter(name => !(name in orm)),
    [],
  )
  assert.deepEqual(
    row('Migrations').filter(name => !(name in migrations)),
    [],
  )
  const Moment = orm.model('Moment', { text: orm.text(), at: orm.datetime() })
  const lookups = row('Lookups')
  const isPart = (name: string) => lookups.indexOf(name) > lookups.indexOf('isnull')
  for (const lookup of lookups.filter(name => !isPart(name))) {
    const value = { isnull: true, in: ['a'], range: ['a', 'b'] }[lookup] ?? 'a'
    assert.doesNotThrow(() => Moment.objects.filter({ [`text__${lookup}`]: value }))
  }
  for (const part of lookups.filter(isPart)) {
    assert.doesNotThrow(() => Moment.objects.filter({ [`at__${part}__isnull`]: false }))
  }
})

test('the programs of the README compile, and the mistakes that it quotes do not', async () => {
  const [program = '', methods = ''] = (await blocks('ts')).map(text => text.replaceAll('@inkstone/orm', source))
  const mistakes = (await blocks('text')).join('').trimEnd().split('\n')
  const { diagnostics } = await compile({
    'program.ts': `${program}\nexport { Post, User }`,
    'methods.ts': methods,
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
