import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { sqlite } from '../src/backends/sqlite/index.ts'
import {
  char,
  connect,
  createTables,
  type Database,
  F,
  foreignKey,
  IntegrityError,
  integer,
  model,
  NotSupportedError,
  Q,
  UsageError,
} from '../src/index.ts'
import { migrate } from '../src/migrations/executor.ts'
import { ProjectState, stateOf } from '../src/migrations/state.ts'
import { tablesOf } from '../src/migrations/tables.ts'
import { AGREEING, emptyDatabase, schemaOf, temporaryProject } from './support/migrations.ts'
import { reachableServers, schemaUrl, serverName } from './support/servers.ts'

const isOpen = Q({ state__in: ['new', "don't"] })

/** A model of bookings; `seat` is what the field with the seat is called. */
function booking<Seat extends string>(seat: Seat, isUniquePartly: boolean) {
  const fields = { first: integer(), last: integer({ null: true }), state: char({ maxLength: 9 }) }
  return model(
    'Booking',
    { ...({ [seat]: integer() } as Record<Seat, ReturnType<typeof integer>>), ...fields },
    {
      indexes: [{ fields: ['-first'], name: 'booking_open', condition: isOpen }],
      constraints: [
        { name: 'booking_order', check: Q({ last__isnull: true }).or(Q({ last__gt: F('first') })) },
        { name: 'booking_seats', check: Q({ [`${seat}__gte`]: 1 }).and(Q({ [seat]: 13 }).not()) },
        { name: 'booking_plain', check: 'first < 1000' },
        ...(isUniquePartly ? [{ name: 'booking_seat', fields: [seat], condition: isOpen }] : []),
      ],
    },
  )
}

const Booking = booking('seat', true)

/** Rows, and whether the constraints let them pass. */
const ROWS: readonly (readonly [string, boolean])[] = [
  ["(1, 5, NULL, 'new')", true],
  ["(2, 5, 6, 'new')", true],
  ["(3, 5, 5, 'new')", false],
  ["(0, 5, 6, 'new')", false],
  ["(13, 5, 6, 'new')", false],
  ["(4, 1000, NULL, 'new')", false],
  ["(1, 7, NULL, 'done')", true],
  ["(1, 8, NULL, 'done')", true],
]

/** A row that is refused only where uniqueness among the open ones can be kept. */
const SECOND_OPEN = "(1, 7, NULL, 'don''t')"

async function assertConstraints(database: Database, seat: string): Promise<void> {
  const { quoteName } = database.backend.operations
  const columns = [seat, 'first', 'last', 'state'].map(quoteName).join(', ')
  const { supportsPartialIndexes } = database.backend.features
  for (const [row, passes] of [...ROWS, [SECOND_OPEN, !supportsPartialIndexes] as const]) {
    const insert = async () => database.execute(`INSERT INTO booking (${columns}) VALUES ${row}`)
    if (passes) await insert()
    else await assert.rejects(insert(), IntegrityError, row)
  }
}

const urls = ['sqlite::memory:', ...(await reachableServers())]

for (const url of urls) {
  const name = serverName(url)

  test(`${name}: checks and unique conditions written as Q hold for every row`, async t => {
    const database = await connect(name === 'sqlite' ? url : await schemaUrl(t, url))
    t.after(() => database.close())
    await createTables(database, [booking('seat', database.backend.features.supportsPartialIndexes)])
    await assertConstraints(database, 'seat')
  })

  test(`${name}: a renamed field is followed in the constraints that name it`, async t => {
    const project = await temporaryProject(t)
    const database = await connect(name === 'sqlite' ? url : await schemaUrl(t, url))
    t.after(() => database.close())
    const { supportsPartialIndexes } = database.backend.features
    await project.make([booking('seat', supportsPartialIndexes)])
    const Later = booking('place', supportsPartialIndexes)
    const [later] = await project.make([Later], { questions: AGREEING })
    assert.deepEqual(later?.summary, ['Rename field seat of Booking to place'])
    assert.deepEqual(await project.make([Later]), [])
    await migrate(database, project.apps([]))
    await assertConstraints(database, 'place')
  })
}

test('a migration says conditions as the model does', async t => {
  const project = await temporaryProject(t)
  const [file] = await project.make([Booking], { importFrom: '@inkstone/orm/migrations' })
  const source = await readFile(String(file?.path), 'utf8')
  assert.match(source, /^import \{ createModel, F, field, migration, Q \} from/)
  assert.match(source, /Q\(\{ last__isnull: true \}\)\.or\(Q\(\{ last__gt: F\('first'\) \}\)\)/)
  assert.match(source, /Q\(\{ seat__gte: 1 \}, Q\(\{ seat: 13 \}\)\.not\(\)\)/)
  assert.match(source, /condition: Q\(\{ state__in: \['new', "don't"\] \}\)/)
})

test('a written condition is read back as the same one, however it is combined', async t => {
  const project = await temporaryProject(t)
  const one = Q({ seat: 1 })
  const two = Q({ first__gte: 2, last: null })
  const combinations = [one.or(two).not(), one.and(two.not()), one.xor(two, one), one.not().not(), Q(one.or(two), two)]
  const constraints = combinations.map((check, i) => ({ name: `check_${i}`, check }))
  const fields = { seat: integer(), first: integer(), last: integer({ null: true }) }
  await project.make([model('Booking', fields, { constraints })])
  assert.deepEqual(await project.make([model('Booking', fields, { constraints })]), [])
})

test('adding, changing and removing a constraint is detected and can be undone', async t => {
  const project = await temporaryProject(t)
  const database = await emptyDatabase(t)
  const fields = { seat: integer() }
  const checked = (check: Q) => model('Booking', fields, { constraints: [{ name: 'seats', check }] })
  await project.make([model('Booking', fields)])
  await migrate(database, project.apps([]))
  const before = await schemaOf(database)
  assert.deepEqual((await project.make([checked(Q({ seat__gt: 0 }))]))[0]?.summary, ['Alter checks of Booking'])
  assert.deepEqual((await project.make([checked(Q({ seat__gt: 1 }))]))[0]?.summary, ['Alter checks of Booking'])
  await migrate(database, project.apps([]))
  await assert.rejects(async () => database.execute('INSERT INTO booking (seat) VALUES (1)'), { constraint: 'check' })
  await migrate(database, project.apps([]), { target: ['blog', '0001'] })
  assert.deepEqual(await schemaOf(database), before)
})

test('a condition over a relation, an unknown field or an empty list is refused when tables are made', async () => {
  const Seat = model('Seat', { row: integer() })
  const made = (check: Q) => {
    const specs = { seat: foreignKey(() => Seat, { onDelete: 'CASCADE', relatedName: '+' }) }
    const Ticket = model('Ticket', specs, { constraints: [{ name: 'rows', check }] })
    return () => tablesOf(new ProjectState([stateOf(Seat.meta, ''), stateOf(Ticket.meta, '')]), sqlite)
  }
  assert.throws(made(Q({ seat__row: 1 })), UsageError)
  assert.throws(made(Q({ sait: 1 })), /Cannot resolve keyword 'sait'/)
  assert.throws(made(Q({ seat__in: [] })), UsageError)
  assert.equal(made(Q({ seat: 3 }))().get('ticket')?.checks[0]?.sql, '"seat_id" = 3')
})

test('a database without partial indexes gets the whole index, and says that it cannot keep a part unique', () => {
  const backend = { ...sqlite, features: { ...sqlite.features, supportsPartialIndexes: false } }
  const Row = (unique: boolean) => {
    const part = { fields: ['seat'], name: 'part', condition: Q({ seat__gt: 0 }) } as const
    return model('Row', { seat: integer() }, unique ? { constraints: [part] } : { indexes: [part] })
  }
  const tables = (unique: boolean) => tablesOf(new ProjectState([stateOf(Row(unique).meta, '')]), backend)
  assert.deepEqual(tables(false).get('row')?.indexes, [{ name: 'part', columns: [{ name: 'seat' }], unique: false }])
  assert.throws(() => tables(true), NotSupportedError)
})
