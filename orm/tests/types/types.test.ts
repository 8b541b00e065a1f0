import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { compile, source } from './compiler.ts'

/** The text of a file of this folder, so that it compiles in any other. */
async function movable(name: string): Promise<string> {
  const text = await readFile(new URL(name, import.meta.url), 'utf8')
  return text.replaceAll('../../src/index.ts', source)
}

test('what the types promise compiles', async () => {
  const project = { 'models.ts': await movable('models.ts'), 'compiles.ts': await movable('compiles.ts') }
  const { diagnostics } = await compile(project)
  const own = diagnostics.filter(({ file }) => /(models|compiles)\.ts$/.test(file))
  assert.deepEqual(own, [])
})

test('mistakes are refused, each with its sentence', async () => {
  const text = await movable('refuses.ts')
  const sentences = [...expectations(text)]
  const project = {
    'models.ts': await movable('models.ts'),
    'refuses.ts': text.replaceAll('@ts-expect-error', 'refused:'),
  }
  const { diagnostics } = await compile(project)
  const said = diagnostics.filter(({ file }) => file.endsWith('refuses.ts'))
  for (const { line, sentence } of sentences) {
    const found = said.find(diagnostic => diagnostic.line >= line && diagnostic.line <= line + 1)
    assert.ok(found, `line ${line} compiles, though it should say: ${sentence}`)
    assert.ok(found.text.includes(sentence), `line ${line} should say ${sentence}, but says ${found.text}`)
  }
  assert.equal(said.length, sentences.length, 'every mistake is announced')
})

function* expectations(text: string): Generator<{ line: number; sentence: string }> {
  for (const [i, line] of text.split('\n').entries()) {
    const match = /@ts-expect-error (.*)$/.exec(line)
    if (match) yield { line: i + 2, sentence: match[1] ?? '' } // lines count from 1, and the next one is meant
  }
}
