import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { F, Upper } from '../src/index.ts'
import { Genre, libraryDatabase } from './support/library.ts'
import { test } from './support/under-test.ts'

const NAMES = ['50%', '500', 'a_b', 'axb', 'C:\\dir', 'c:dir', '[x]', 'ÉMILE', 'émile', 'Straße', 'STRASSE', 'x*y']

/** Names of genres, in alphabetical order, that a condition finds. */
async function found(t: TestContext, condition: Readonly<Record<string, unknown>>): Promise<string[]> {
  const db = await libraryDatabase(t)
  return db.run(async () => {
    await Genre.objects.bulkCreate(NAMES.map(name => new Genre({ name })))
    const untyped = Genre.objects as unknown as { filter(given: object): PromiseLike<Genre[]> }
    return (await untyped.filter(condition)).map(genre => genre.name).sort()
  })
}

const searches: readonly (readonly [what: string, condition: Readonly<Record<string, unknown>>, names: string[]])[] = [
  ['a percent sign stands for itself', { name__contains: '%' }, ['50%']],
  ['an underscore stands for itself, ignoring case too', { name__icontains: 'A_B' }, ['a_b']],
  ['a backslash stands for itself', { name__istartswith: 'c:\\' }, ['C:\\dir']],
  ['brackets stand for themselves', { name__startswith: '[x' }, ['[x]']],
  ['an asterisk stands for itself', { name__endswith: '*y' }, ['x*y']],
  ['contains respects case', { name__contains: 'dir', name__startswith: 'c' }, ['c:dir']],
  ['iexact folds letters beyond ASCII', { name__iexact: 'Émile' }, ['ÉMILE', 'émile']],
  ['icontains folds letters beyond ASCII', { name__icontains: 'éM' }, ['ÉMILE', 'émile']],
  ['folding is one letter for one: ß is not SS', { name__iexact: 'strasse' }, ['STRASSE']],
  ['iexact takes no pattern', { name__iexact: 'a_b' }, ['a_b']],
  ['a regular expression is found anywhere', { name__regex: '[xa]b$|^\\d+$' }, ['500', 'axb']],
  ['a regular expression may ignore case', { name__iregex: '^É' }, ['ÉMILE', 'émile']],
]

for (const [what, condition, names] of searches) {
  test(what, async t => {
    assert.deepEqual(await found(t, condition), names)
  })
}

test('a text from another column is searched for as it is', async t => {
  assert.deepEqual(await found(t, { name__contains: F('name'), name__startswith: 'a_' }), ['a_b'])
})

test('Upper gives one letter for one', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    await Genre.objects.create({ name: 'Straße' })
    const [row] = await Genre.objects.annotate({ upper: Upper('name') }).values('upper')
    assert.deepEqual(row, { upper: 'STRAßE' })
  })
})
