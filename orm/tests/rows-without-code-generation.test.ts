import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'

const program = `
  import { auto, char, connect, model, setDefaultDatabase } from '${new URL('../src/index.ts', import.meta.url)}'
  class Person extends model('Person', { id: auto(), name: char({ maxLength: 9 }) }) {}
  const db = await connect('sqlite::memory:')
  setDefaultDatabase(db)
  await db.execute('CREATE TABLE person (id integer PRIMARY KEY, name text)')
  await Person.objects.create({ name: 'Lu' })
  console.log((await Person.objects.get({ name: 'Lu' })).name)`

test('rows become objects where Node forbids code made of strings', () => {
  const flags = ['--disallow-code-generation-from-strings', '--input-type=module-typescript']
  assert.equal(execFileSync(process.execPath, [...flags, '-e', program], { encoding: 'utf8' }), 'Lu\n')
})
