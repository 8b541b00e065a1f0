import assert from 'node:assert/strict'
import { auto, Coalesce, char, F, foreignKey, integer, Lower, manager, model, Value } from '../src/index.ts'
import { databaseWith } from './support/models.ts'
import { test } from './support/under-test.ts'

class Team extends model(
  'Team',
  { id: auto(), name: char({ maxLength: 20 }), rank: integer({ null: true }) },
  { ordering: [Coalesce('rank', Value(9)).desc(), Lower('name').asc()] },
) {
  static readonly objects = manager(Team)
}

class Player extends model(
  'Player',
  { id: auto(), name: char({ maxLength: 20 }), team: foreignKey(() => Team, { onDelete: 'CASCADE' }) },
  { ordering: ['team', F('name').desc()] },
) {
  static readonly objects = manager(Player)
}

class Prize extends model('Prize', {
  id: auto(),
  player: foreignKey(() => Player, { onDelete: 'CASCADE', null: true }),
}) {
  static readonly objects = manager(Prize)
}

async function teams(): Promise<void> {
  await Team.objects.bulkCreate([
    new Team({ name: 'Z', rank: 1 }),
    new Team({ name: 'b' }),
    new Team({ name: 'A', rank: 9 }),
  ])
  await Player.objects.bulkCreate(['x', 'y', 'w'].map((name, i) => new Player({ name, teamId: i + 1 })))
  await Player.objects.create({ name: 'v', teamId: 2 })
  await Prize.objects.bulkCreate([1, 2, 3, null].map(playerId => new Prize({ playerId })))
}

test('a model may be ordered by expressions, with literals in them', async t => {
  const db = await databaseWith(t, [Team, Player, Prize])
  await db.run(async () => {
    await teams()
    assert.deepEqual(await Team.objects.valuesList('name', { flat: true }), ['A', 'b', 'Z'])
    assert.deepEqual(await Team.objects.reverse().valuesList('name', { flat: true }), ['Z', 'b', 'A'])
    assert.equal(await Team.objects.filter({ name: 'b' }).count(), 1)
    assert.equal((await Team.objects.filter({ name__in: ['b', 'Z'] }).first())?.name, 'b')
  })
})

test('ordering by a relation follows the expressions of its model, over further relations too', async t => {
  const db = await databaseWith(t, [Team, Player, Prize])
  await db.run(async () => {
    await teams()
    assert.deepEqual(await Player.objects.valuesList('name', { flat: true }), ['w', 'y', 'v', 'x'])
    assert.deepEqual(await Prize.objects.orderBy('player').valuesList('playerId', { flat: true }), [3, 2, null, 1])
    assert.deepEqual(await Prize.objects.orderBy('-player').valuesList('playerId', { flat: true }), [1, null, 2, 3])
    assert.deepEqual(await Prize.objects.orderBy('-playerId').valuesList('playerId', { flat: true }), [null, 3, 2, 1])
  })
})

test('the order of a related model shares the join of a condition', async t => {
  const db = await databaseWith(t, [Team, Player, Prize])
  await db.run(async () => {
    await teams()
    const sql = String(Player.objects.filter({ team__rank__isnull: true }).orderBy('team'))
    assert.equal(sql.match(/JOIN/g)?.length, 1)
  })
})
