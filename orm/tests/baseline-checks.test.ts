import assert from 'node:assert/strict'
import { auto, integer, model, Q } from '../src/index.ts'
import { baseline } from '../src/migrations/baseline.ts'
import { temporaryProject } from './support/migrations.ts'
import { databaseWith } from './support/models.ts'
import { test } from './support/under-test.ts'

const fields = { id: auto(), seats: integer() }
const checks = [
  { name: 'few_seats', check: Q({ seats__lt: 100 }) },
  { name: 'some_seats', check: Q({ seats__gte: 1 }) },
]
const Checked = model('Booking', fields, { constraints: checks })
const Unchecked = model('Booking', fields, { constraints: checks.slice(1) })

test('a baseline accepts tables with the checks of the models', async t => {
  const database = await databaseWith(t, [Checked])
  const project = await temporaryProject(t)
  await project.make([Checked])
  assert.deepEqual(await baseline(database, project.apps([Checked])), [['blog', '0001_initial']])
})

test('a baseline names the checks that the tables lack', async t => {
  const database = await databaseWith(t, [Unchecked])
  if (database.backend.name === 'mysql')
    await database.execute('CREATE TABLE other (seats int, CONSTRAINT few_seats CHECK (seats < 100))')
  const project = await temporaryProject(t)
  await project.make([Checked])
  await assert.rejects(baseline(database, project.apps([Checked])), {
    name: 'MigrationError',
    message: /nothing was written down:\n- booking has no check few_seats: \(?.seats. < 100\)?$/,
  })
})
