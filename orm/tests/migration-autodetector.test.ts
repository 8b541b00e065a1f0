import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MigrationError } from '../src/errors.ts'
import { Autodetector } from '../src/migrations/autodetector.ts'
import { field } from '../src/migrations/operations.ts'
import { type Questioner, UNATTENDED } from '../src/migrations/questioner.ts'
import { type FieldState, type ModelState, ProjectState } from '../src/migrations/state.ts'
import { AGREEING } from './support/migrations.ts'

type Parts = Partial<Omit<ModelState, 'fields' | 'name'>>

function model(name: string, fields: Readonly<Record<string, FieldState>> = {}, parts: Parts = {}): ModelState {
  const id = field.auto({ primaryKey: true })
  const rest = { app: 'blog', table: name.toLowerCase(), uniqueTogether: [], indexes: [], checks: [], ...parts }
  return { name, fields: { id, ...fields }, ...rest }
}

async function changes(
  before: ModelState[],
  after: ModelState[],
  questions: Questioner = UNATTENDED,
): Promise<string[]> {
  const found = await new Autodetector(new ProjectState(before), new ProjectState(after), questions).detect()
  return found.map(({ operation }) => operation.describe())
}

const title = field.char({ maxLength: 20 })
const toUser = field.foreignKey({ to: 'User', onDelete: 'CASCADE' })

/** What is there, what is wanted, and the operations that lead from the one to the other. */
const CASES: Readonly<Record<string, readonly [ModelState[], ModelState[], string[]]>> = {
  'equal models need nothing': [[model('Post', { title })], [model('Post', { title })], []],
  'the order of fields and options does not matter': [
    [model('Post', { title: field.char({ maxLength: 9, unique: true }), text: field.text() })],
    [model('Post', { text: field.text(), title: field.char({ unique: true, maxLength: 9 }) })],
    [],
  ],
  'a new model is created': [[], [model('Post', { title })], ['Create model Post']],
  'a model that is gone is deleted': [[model('Post')], [], ['Delete model Post']],
  'models are created in the order of their foreign keys': [
    [],
    [model('Post', { author: toUser }), model('User')],
    ['Create model User', 'Create model Post'],
  ],
  'a circle of foreign keys is closed at the end': [
    [],
    [model('Post', { author: toUser }), model('User', { best: field.foreignKey({ to: 'Post', null: true }) })],
    ['Create model User', 'Create model Post', 'Add field best to User'],
  ],
  'a model that points at itself needs no second step': [
    [],
    [model('User', { boss: field.foreignKey({ to: 'User', null: true }) })],
    ['Create model User'],
  ],
  'models are deleted after those that point at them': [
    [model('User'), model('Post', { author: toUser })],
    [],
    ['Delete model Post', 'Delete model User'],
  ],
  'a new field is added': [[model('Post')], [model('Post', { title })], ['Add field title to Post']],
  'a field that is gone is removed': [[model('Post', { title })], [model('Post')], ['Remove field title from Post']],
  'a field with other options is altered': [
    [model('Post', { title })],
    [model('Post', { title: field.char({ maxLength: 99 }) })],
    ['Alter field title of Post'],
  ],
  'unattended, a renamed field is another field': [
    [model('Post', { title })],
    [model('Post', { headline: title })],
    ['Remove field title from Post', 'Add field headline to Post'],
  ],
  'an index over a removed field goes first': [
    [model('Post', { title }, { indexes: [{ fields: ['title'] }] })],
    [model('Post')],
    ['Alter indexes of Post', 'Remove field title from Post'],
  ],
  'uniqueness over a new field comes last': [
    [model('Post')],
    [model('Post', { title }, { uniqueTogether: [['id', 'title']] })],
    ['Add field title to Post', 'Alter uniqueTogether of Post'],
  ],
  'another table name is a change of the model': [
    [model('Post')],
    [model('Post', {}, { table: 'article' })],
    ['Alter table of Post'],
  ],
  'a column that becomes many-to-many is removed and added': [
    [model('User'), model('Post', { author: toUser })],
    [model('User'), model('Post', { author: field.manyToMany({ to: 'User', dbTable: 'a', columns: ['x', 'y'] }) })],
    ['Remove field author from Post', 'Add field author to Post'],
  ],
}

for (const [name, [before, after, expected]] of Object.entries(CASES)) {
  test(name, async () => assert.deepEqual(await changes(before, after), expected))
}

test('a field is renamed when that is confirmed, and only a field of the same kind is asked about', async () => {
  const asked: string[] = []
  const questions = { ...AGREEING, isFieldRenamed: (...names: string[]) => asked.push(names.join(' ')) > 0 }
  const before = [model('Post', { title, text: field.text() })]
  const after = [model('Post', { headline: title, body: field.boolean({ default: true }) })]
  assert.deepEqual(await changes(before, after, questions), [
    'Rename field title of Post to headline',
    'Remove field text from Post',
    'Add field body to Post',
  ])
  assert.deepEqual(asked, ['Post title headline'])
})

test('a renamed field is followed in indexes and uniqueness', async () => {
  const parts = (name: string) => ({ indexes: [{ fields: [`-${name}`] }], uniqueTogether: [['id', name]] })
  const before = [model('Post', { title }, parts('title'))]
  const after = [model('Post', { headline: title }, parts('headline'))]
  assert.deepEqual(await changes(before, after, AGREEING), ['Rename field title of Post to headline'])
})

test('a model is renamed when that is confirmed, and relations follow', async () => {
  const before = [model('User', { title }), model('Post', { author: toUser })]
  const after = [
    model('Member', { title }),
    model('Post', { author: field.foreignKey({ to: 'Member', onDelete: 'CASCADE' }) }),
  ]
  assert.deepEqual(await changes(before, after, AGREEING), ['Rename model User to Member'])
})

test('a field that may not be NULL and has no default asks for the value of existing rows', async () => {
  const before = [model('Post')]
  const after = [model('Post', { day: field.date() })]
  await assert.rejects(
    changes(before, after),
    (error: Error) => error instanceof MigrationError && /day of Post/.test(error.message),
  )
  const found = await new Autodetector(new ProjectState(before), new ProjectState(after), AGREEING).detect()
  assert.deepEqual(found[0]?.operation.call.args.at(-1), { fill: 'filled' })
})

test('a field that becomes NOT NULL asks for the value that stands in for NULL', async () => {
  const before = [model('Post', { day: field.date({ null: true }) })]
  await assert.rejects(changes(before, [model('Post', { day: field.date() })]), MigrationError)
})
