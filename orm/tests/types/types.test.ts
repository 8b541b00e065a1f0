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

test('lookups and transforms of one’s own are known once they are declared', async () => {
  const text = `import { auto, char, model } from '${source}'
declare module '${source}' {
  interface TextLookups<V> { soundsLike: string }
  interface TextTransforms { length: 'number' }
}
const { objects } = model('Note', { id: auto(), title: char({ maxLength: 9 }) })
objects.filter({ title__soundsLike: 'x', title__length__gt: 3 })
objects.filter({ title__soundsLike: 3 })
objects.filter({ title__length__gt: 'x' })
objects.filter({ id__length: 3 })
`
  const { diagnostics } = await compile({ 'note.ts': text })
  const said = diagnostics.filter(({ file }) => file.endsWith('note.ts')).map(({ line, text }) => [line, text])
  assert.deepEqual(said, [
    [8, "TS2322: Type 'number' is not assignable to type 'string'."],
    [9, "TS2322: Type 'string' is not assignable to type 'number | Operand'."],
    [
      10,
      `TS2322: Type 'number' is not assignable to type 'Refused<"Note.id is a number field, which has no lookup 'length'">'.`,
    ],
  ])
})

function* expectations(text: string): Generator<{ line: number; sentence: string }> {
  for (const [i, line] of text.split('\n').entries()) {
    const match = /@ts-expect-error (.*)$/.exec(line)
    if (match) yield { line: i + 2, sentence: match[1] ?? '' } // lines count from 1, and the next one is meant
  }
}
