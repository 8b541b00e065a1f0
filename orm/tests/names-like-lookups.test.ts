import assert from 'node:assert/strict'
import {
  auto,
  char,
  F,
  foreignKey,
  integer,
  type Manager,
  type ModelClass,
  manager,
  model,
  type Related,
} from '../src/index.ts'
import { databaseWith } from './support/models.ts'
import { test } from './support/under-test.ts'

class Season extends model('Season', {
  id: auto(),
  year: integer(),
  gt: integer({ null: true }),
  contains: char({ maxLength: 9, default: '' }),
}) {
  static readonly objects: Manager<Season> = manager(Season)
  declare readonly games: Related<Game>
}

class Game extends model('Game', {
  id: auto(),
  season: foreignKey((): ModelClass<Season> => Season, { onDelete: 'CASCADE', relatedName: 'games' }),
  exact: char({ maxLength: 9 }),
}) {
  static readonly objects = manager(Game)
}

test('fields may be called as lookups are, and the field counts where there is one', async t => {
  const db = await databaseWith(t, [Season, Game])
  await db.run(async () => {
    const season = await Season.objects.create({ year: 2009, gt: 111, contains: 'x' })
    await Season.objects.create({ year: 2010, gt: 222 })
    await Game.objects.create({ season, exact: 'home' })
    assert.equal(await Season.objects.filter({ year: 2009 }).count(), 1)
    assert.equal(await Season.objects.filter({ gt__gt: 200 }).count(), 1)
    assert.equal(await Season.objects.filter({ contains__contains: 'x' }).count(), 1)
    assert.equal(await Game.objects.filter({ season__gt: 111 }).count(), 1)
    assert.equal(await Game.objects.filter({ season__gt__gt: 200 }).count(), 0)
    assert.equal(await Game.objects.filter({ season__year__lte: F('season__gt').plus(2000) }).count(), 1)
    assert.equal(await Season.objects.filter({ games__exact: 'home' }).count(), 1)
  })
})

class Person extends model('Person', {
  id: auto(),
  名前: char({ maxLength: 20 }),
  größe: integer({ null: true }),
  élève: foreignKey((): ModelClass<Person> => Person, { null: true, onDelete: 'SET_NULL', relatedName: 'maîtres' }),
}) {
  static readonly objects: Manager<Person> = manager(Person)
  declare readonly maîtres: Related<Person>
}

test('fields may be called in any language', async t => {
  const db = await databaseWith(t, [Person])
  await db.run(async () => {
    const pupil = await Person.objects.create({ 名前: '王', größe: 170 })
    await Person.objects.create({ 名前: '李', élève: pupil })
    assert.equal((await Person.objects.get({ élève__größe__gte: 170 })).名前, '李')
    assert.equal((await Person.objects.get({ maîtres__名前: '李' })).名前, '王')
    assert.deepEqual(await Person.objects.orderBy('名前').valuesList('名前', 'élève__名前'), [
      ['李', '王'],
      ['王', null],
    ])
  })
})
