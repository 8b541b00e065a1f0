import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import TypeBox from 'typebox'
import Type from '../../http/schema.ts'

/** Every builder, in the ways in which the site uses them. */
function samples(make: typeof Type): Record<string, object> {
  const { Object: object, String: text, Integer, Optional, Array: list, Union, Null, Literal } = make
  const person = object({ name: text({ minLength: 1 }), age: Optional(Integer({ minimum: 0 })) }, { title: 'Person' })
  return {
    text: text(),
    'text with keywords': text({ maxLength: 3, pattern: '^a', description: 'three' }),
    integer: Integer({ minimum: 1 }),
    boolean: make.Boolean(),
    nothing: Null(),
    'a word': Literal('public-key'),
    'a number': Literal(4, { description: 'four' }),
    anything: make.Unsafe({ description: 'anything' }),
    list: list(text(), { maxItems: 3 }),
    union: Union([text(), Null()], { description: 'perhaps' }),
    'union of words': Union(['a', 'b'].map(word => Literal(word))),
    record: make.Record(text(), Integer()),
    object: person,
    'object of nothing': object({}, { additionalProperties: true }),
    'object of what may be absent': object({ a: Optional(text({ description: 'a' })), b: Optional(person) }),
    'object within another': object({ person, list: list(person) }, { additionalProperties: false }),
    'part of an object': make.Partial(person, { additionalProperties: false }),
  }
}

const shown = (schema: object) => JSON.stringify(schema)

test('schemas are written as TypeBox writes them', () => {
  const expected = samples(TypeBox)
  for (const [name, schema] of Object.entries(samples(Type)))
    assert.equal(shown(schema), shown(expected[name] ?? {}), name)
})

test('nothing of the site loads TypeBox when it runs', () => {
  const room = join(import.meta.dirname, '../..')
  const files = readdirSync(room, { recursive: true, encoding: 'utf8' })
  for (const file of files.filter(name => name.endsWith('.ts') && !name.startsWith('tests/'))) {
    const imports = readFileSync(join(room, file), 'utf8').match(/^(?:import|export) .*typebox.*$/gm) ?? []
    for (const line of imports) assert.match(line, /^(?:import|export) type /, file)
  }
})
