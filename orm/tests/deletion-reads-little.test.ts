import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { features } from '../src/backends/sqlite/features.ts'
import {
  auto,
  captureQueries,
  char,
  type Database,
  foreignKey,
  model,
  ProtectedError,
  postDelete,
} from '../src/index.ts'
import { blog, Post, User } from './support/blog.ts'
import { onEveryDatabase } from './support/every-database.ts'
import { databaseWith } from './support/models.ts'

/** The SELECT statements that some work sends. */
async function reads(db: Database, work: () => Promise<unknown>): Promise<string[]> {
  const sent = await captureQueries(db, work)
  return sent.map(({ sql }) => sql).filter(sql => sql.startsWith('SELECT'))
}

onEveryDatabase('rows on the way are read with no more than what others point at', async db => {
  const read = await reads(db, async () => {
    const counts = await User.objects.filter({ name: 'Ann' }).delete()
    assert.deepEqual(counts, [5, { Post_tags: 2, Post: 2, User: 1 }])
  })
  assert.equal(read.length, 2)
  for (const sql of read) assert.doesNotMatch(sql, /title|email|created/)
})

onEveryDatabase('rows that listeners are told about are read as a whole', async () => {
  const titles: string[] = []
  const stop = postDelete.connect(({ instance }) => void titles.push((instance as Post).title), Post)
  try {
    await User.objects.filter({ name: 'Ann' }).delete()
  } finally {
    stop()
  }
  assert.deepEqual(titles.sort(), ['First', 'Second'])
})

test('protected rows are shown as a whole', async t => {
  class Room extends model('Room', { id: auto() }) {}
  class Guest extends model('Guest', {
    id: auto(),
    name: char({ maxLength: 9 }),
    room: foreignKey(() => Room, { onDelete: 'PROTECT' }),
  }) {}
  const db = await databaseWith(t, [Room, Guest])
  await db.run(async () => {
    const room = await Room.objects.create({})
    await Guest.objects.create({ name: 'Ann', room: room as Room })
    await assert.rejects(Room.objects.delete(), error => {
      return error instanceof ProtectedError && (error.protectedObjects[0] as Guest).name === 'Ann'
    })
  })
})

test('keys are deleted in groups that fit the parameters of a statement', async t => {
  const db = await blog(t)
  limitParameters(t, db, 10)
  await db.run(async () => {
    await Post.objects.bulkCreate(Array.from({ length: 21 }, (_, i) => new Post({ title: `${i}`, authorId: 3 })))
    const sent = await captureQueries(db, async () => {
      assert.deepEqual(await User.objects.filter({ pk: 3 }).delete(), [22, { Post: 21, User: 1 }])
    })
    assert.equal(sent.filter(({ sql }) => sql.startsWith('DELETE FROM "post" ')).length, 3)
  })
})

/** Make a database say that its statements take fewer parameters. */
function limitParameters(t: TestContext, { backend }: Database, maxQueryParams: number): void {
  t.mock.property(backend as { features: typeof features }, 'features', { ...features, maxQueryParams })
}
