import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { makeReference, REFERENCE } from '../reference/generate.ts'

const committed = readFileSync(REFERENCE, 'utf8')

test('docs/reference/orm.md says what the docstrings say', () => {
  const lines = makeReference().split('\n')
  const line = committed.split('\n').findIndex((text, i) => text !== lines[i])
  const advice = `line ${line + 1} is out of date: run \`node orm/reference/generate.ts\` and commit the result`
  assert.ok(committed === lines.join('\n'), advice)
})

test('every exported name has a docstring', () => {
  const entries = committed.split(/^### /m).slice(1)
  const bare = entries.filter(entry => {
    const [head = ''] = entry.replace(/^```ts\n.*?^```/gms, '').split(/^#/m)
    return head.split('\n').slice(1).join('').trim() === ''
  })
  assert.deepEqual(
    bare.map(entry => entry.split('\n', 1)[0]),
    [],
  )
})

test('every code of an error stands in the reference', () => {
  const source = readFileSync(new URL('../src/errors.ts', import.meta.url), 'utf8')
  const codes = [...source.matchAll(/readonly code(?:: string)? = '(\w+)'/g)].map(([, code]) => code)
  const classes = [...source.matchAll(/^export class \w+Error /gm)]
  assert.ok(codes.length >= classes.length)
  const [, errors = ''] = committed.split('\n## Errors\n')
  assert.deepEqual(
    codes.filter(code => !new RegExp(`["\`]${code}["\`]`).test(errors)),
    [],
  )
})
