import assert from 'node:assert/strict'
import {
  auto,
  captureQueries,
  char,
  type Database,
  F,
  foreignKey,
  integer,
  type Manager,
  Mod,
  manager,
  model,
  postDelete,
  Q,
  type Related,
} from '../src/index.ts'
import { databaseWith } from './support/models.ts'
import { test } from './support/under-test.ts'

class Town extends model('Town', { id: auto(), code: char({ maxLength: 3, unique: true }), size: integer() }) {
  static readonly objects: Manager<Town> = manager(Town)
  declare readonly starts: Related<Road>
}
class Road extends model('Road', {
  id: auto(),
  start: foreignKey(() => Town, { onDelete: 'CASCADE', relatedName: 'starts' }),
  end: foreignKey(() => Town, { onDelete: 'CASCADE', relatedName: 'ends' }),
}) {
  static readonly objects: Manager<Road> = manager(Road)
}
class Sign extends model('Sign', {
  id: auto(),
  text: char({ maxLength: 9 }),
  town: foreignKey(() => Town, { onDelete: 'CASCADE', toField: 'code', null: true }),
}) {
  static readonly objects: Manager<Sign> = manager(Sign)
}
/** Points at towns, and nothing sees to it that there is one. */
class Rumour extends model('Rumour', {
  id: auto(),
  town: foreignKey(() => Town, { onDelete: 'CASCADE', relatedName: '+', dbConstraint: false }),
}) {
  static readonly objects: Manager<Rumour> = manager(Rumour)
}

/** Four towns of sizes 1 to 4; roads from each to the next, and a sign for each. */
function onTowns(name: string, work: (db: Database) => Promise<void>): void {
  test(name, async t => {
    const db = await databaseWith(t, [Town, Road, Sign, Rumour])
    await db.run(async () => {
      await Town.objects.bulkCreate([1, 2, 3, 4].map(size => new Town({ code: `t${size}`, size })))
      await Road.objects.bulkCreate([1, 2, 3].map(start => new Road({ startId: start, endId: start + 1 })))
      await Sign.objects.bulkCreate([1, 2, 3, 4].map(town => new Sign({ text: `to ${town}`, townId: `t${town}` })))
      await work(db)
    })
  })
}

interface Sent {
  readonly result: unknown
  readonly statements: readonly string[]
  /** Statements that begin with SELECT. */
  readonly reads: number
}

async function sent(db: Database, work: () => Promise<unknown>): Promise<Sent> {
  let result: unknown
  const events = await captureQueries(db, async () => {
    result = await work()
  })
  const statements = events.map(({ sql }) => sql)
  return { result, statements, reads: statements.filter(sql => sql.startsWith('SELECT')).length }
}

/** Whether the database lets several deletes find the same rows. */
const deletesUnseen = ({ backend: { features } }: Database) =>
  features.supportsDeletesInWith || features.writersTakeTurns

onTowns('rows go with those that point at them by whichever key, and none is read', async db => {
  const { result, reads } = await sent(db, () => Town.objects.filter({ size__gte: 3 }).delete())
  assert.deepEqual(result, [6, { Road: 2, Sign: 2, Town: 2 }])
  assert.equal(reads, deletesUnseen(db) ? 0 : 1)
  assert.deepEqual(await Road.objects.valuesList('startId', 'endId'), [[1, 2]])
  assert.deepEqual(await Sign.objects.orderBy('id').valuesList('townId', { flat: true }), ['t1', 't2'])
})

onTowns('where only what a key refers to is asked, the key is asked instead of a list of rows', async db => {
  const { result, statements } = await sent(db, () => Town.objects.filter({ pk__gte: 3 }).delete())
  assert.deepEqual(result, [6, { Road: 2, Sign: 2, Town: 2 }])
  if (!deletesUnseen(db)) return
  const quote = (name: string) => db.backend.operations.quoteName(name)
  const text = statements.join('\n')
  assert.ok(text.includes(`${quote('start_id')} >= `) && text.includes(`${quote('end_id')} >= `), text)
  const ofRoads = text.slice(text.indexOf(quote('Road')), text.indexOf(quote('end_id')))
  assert.ok(!ofRoads.includes('SELECT'), text)
})

onTowns('a key that is empty points at nothing', async () => {
  await Sign.objects.create({ text: 'lost' })
  assert.deepEqual(await Town.objects.filter({ code__in: [] }).delete(), [0, {}])
  assert.deepEqual(await Town.objects.exclude({ code: 't1' }).delete(), [9, { Road: 3, Sign: 3, Town: 3 }])
  assert.deepEqual(await Sign.objects.orderBy('id').valuesList('text', { flat: true }), ['to 1', 'lost'])
  assert.deepEqual(await Town.objects.exclude({ code__isnull: true }).delete(), [2, { Sign: 1, Town: 1 }])
  assert.deepEqual(await Sign.objects.valuesList('text', { flat: true }), ['lost'])
  await Town.objects.create({ code: 't5', size: 5 })
  assert.deepEqual(await Town.objects.delete(), [1, { Town: 1 }])
  assert.deepEqual(await Sign.objects.valuesList('text', { flat: true }), ['lost'])
})

onTowns('a key whose row is not there stays, where nothing demands one', async () => {
  await Rumour.objects.bulkCreate([3, 4, 99].map(town => new Rumour({ townId: town })))
  assert.deepEqual(await Town.objects.filter({ pk__gt: 3 }).delete(), [4, { Road: 1, Rumour: 1, Sign: 1, Town: 1 }])
  assert.deepEqual(await Rumour.objects.orderBy('id').valuesList('townId', { flat: true }), [3, 99])
})

onTowns('models without rows are not counted, and nothing is deleted for nothing', async () => {
  await Sign.objects.delete()
  assert.deepEqual(await Town.objects.filter({ size: 4 }).delete(), [2, { Road: 1, Town: 1 }])
  assert.deepEqual(await Town.objects.filter({ size: 4 }).delete(), [0, {}])
  assert.deepEqual(await Town.objects.none().delete(), [0, {}])
  assert.deepEqual(await Town.objects.filter({ pk__in: [] }).delete(), [0, {}])
})

onTowns('what points at the rows may say which rows are meant', async () => {
  assert.deepEqual(await Town.objects.filter({ starts__end__size: 4 }).delete(), [4, { Road: 2, Sign: 1, Town: 1 }])
  const signed = Town.objects.filter({ code__in: Sign.objects.filter({ text: 'to 1' }).values('townId') })
  assert.deepEqual(await signed.delete(), [3, { Road: 1, Sign: 1, Town: 1 }])
})

onTowns('conditions of all sorts, orders and related objects do not matter', async () => {
  const rows = Town.objects
    .filter(Q({ size: 1 }).or(Q({ code__startswith: 't2' })))
    .exclude({ size__gt: 3 })
    .orderBy('-starts__id')
  assert.deepEqual(await rows.delete(), [6, { Road: 2, Sign: 2, Town: 2 }])
  assert.equal(await Town.objects.count(), 2)
})

onTowns('rows that a function finds are read first: it may find others the next time', async db => {
  const even = Town.objects.alias({ half: Mod('size', 2) }).filter({ half: 0 })
  const { result, reads } = await sent(db, () => even.delete())
  assert.deepEqual(result, [7, { Road: 3, Sign: 2, Town: 2 }])
  assert.equal(reads, 1)
  assert.equal((await sent(db, () => Town.objects.filter({ size__lt: F('id').plus(1) }).delete())).reads, 1)
})

onTowns('listeners are still told of each row', async () => {
  const gone: string[] = []
  const stop = postDelete.connect(({ instance }) => void gone.push((instance as Sign).text), Sign)
  try {
    assert.deepEqual(await Town.objects.filter({ size: 1 }).delete(), [3, { Road: 1, Sign: 1, Town: 1 }])
  } finally {
    stop()
  }
  assert.deepEqual(gone, ['to 1'])
})
