import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, test } from 'node:test'

const root = path.resolve(import.meta.dirname, '..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

/** The rows of the tables of docs/security.md that say what shows something: a promise, or a line of a standard. */
const rows = read('docs/security.md')
  .split('\n\n')
  .filter(block => block.split('\n', 1)[0]?.endsWith('| shown by |'))
  .flatMap(block => block.trim().split('\n').slice(2))
  .map(row => row.slice(2, -2).split(' | '))
  .map(([name = '', , shown = '']) => ({ name, shown }))

const line = /^(?:ASVS|NIST|RFC) /
const numbers = /\b(?:ASVS \d+\.\d+\.\d+|NIST \d[\d.]*\d(?:\(\d\))?|RFC 8725 \d\.\d+)/g

/** The files that a cell names in backticks; tests without their folder and ending. */
function filesOf(shown: string): string[] {
  return [...shown.matchAll(/`([\w./*-]+)`/g)].flatMap(([, name = '']) => {
    if (!/[/-]/.test(name)) return []
    const found = globSync([name, `${name}.ts`, `blog/tests/${name}.test.ts`, `blog/tests/${name}`], { cwd: root })
    assert.ok(found.length > 0, `there is no test ${name}`)
    return found
  })
}

/** Tell whether a text names a line, and not only one that begins alike. */
function mentions(text: string, name: string): boolean {
  const escaped = name.replace(/[.()]/g, '\\$&')
  return new RegExp(`${escaped}(?![\\d(]|\\.\\d)`).test(text)
}

describe('docs/security.md', () => {
  test('has its tables where this test looks', () => {
    assert.ok(rows.filter(({ name }) => line.test(name)).length > 80)
    assert.ok(rows.filter(({ name }) => !line.test(name)).length > 15)
  })

  test('names a test for each promise, and each of them exists', () => {
    for (const { name, shown } of rows.filter(row => !line.test(row.name))) {
      assert.ok(filesOf(shown).length > 0 || /^`npm run/.test(shown), name)
    }
  })

  test('names for each line of a standard tests that name it, too, or a reason', () => {
    for (const { name, shown } of rows.filter(row => line.test(row.name))) {
      const files = filesOf(shown)
      if (files.length === 0) assert.match(shown, /^(?:No|Not ours): \S/, name)
      for (const file of files) assert.ok(mentions(read(file), name), `${file} does not name ${name}`)
    }
  })

  test('has no line twice, and every line that a test names', () => {
    const named = rows.map(({ name }) => name)
    assert.deepEqual(
      named.filter((name, at) => named.indexOf(name) !== at),
      [],
    )
    const tests = globSync('blog/tests/**/*.test.ts', { cwd: root })
    const missing = tests.flatMap(file =>
      [...read(file).matchAll(numbers)]
        .map(([found]) => found)
        .filter(found => !named.some(name => name.startsWith(found))),
    )
    assert.deepEqual([...new Set(missing)], [])
  })
})
