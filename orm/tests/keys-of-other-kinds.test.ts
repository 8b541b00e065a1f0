import assert from 'node:assert/strict'
import { RestrictedError } from '../src/errors.ts'
import { bigInteger, char, date, foreignKey, integer, manyToMany, oneToOne, uuid } from '../src/fields/factories.ts'
import { manager } from '../src/manager.ts'
import { model } from '../src/model.ts'
import type { Related, RelatedOne } from '../src/types/relations.ts'
import { databaseWith } from './support/models.ts'
import { test } from './support/under-test.ts'

class Country extends model('Country', {
  code: char({ maxLength: 2, primaryKey: true }),
  number: integer({ unique: true, dbColumn: 'iso_number' }),
}) {
  static readonly objects = manager(Country)
  declare readonly cities: Related<City>
  declare readonly stamps: Related<Stamp>
}
class City extends model('City', {
  id: uuid({ primaryKey: true, default: () => crypto.randomUUID() }),
  name: char({ maxLength: 20 }),
  country: foreignKey(() => Country, {
    onDelete: 'CASCADE',
    toField: 'number',
    relatedName: 'cities',
    dbColumn: 'land',
  }),
  twins: manyToMany('self', { columns: ['a_id', 'b_id'], dbTable: 'twin_city' }),
}) {
  static readonly objects = manager(City)
  declare readonly mayor: RelatedOne<Mayor>
}
class Stamp extends model('Stamp', {
  serial: bigInteger({ primaryKey: true }),
  country: foreignKey(() => Country, { onDelete: 'RESTRICT', relatedName: 'stamps' }),
  issued: date({ null: true }),
}) {
  static readonly objects = manager(Stamp)
}
class Mayor extends model('Mayor', {
  city: oneToOne(() => City, { onDelete: 'CASCADE', primaryKey: true, relatedName: 'mayor' }),
  deputy: oneToOne('self', { onDelete: 'SET_NULL', null: true, relatedName: '+' }),
}) {
  static readonly objects = manager(Mayor)
}

const models = [Country, City, Stamp, Mayor]

test('a foreign key to another unique field joins, loads and lists by that field', async t => {
  const db = await databaseWith(t, models)
  await db.run(async () => {
    const country = await Country.objects.create({ code: 'cn', number: 156 })
    const city = await country.cities.create({ name: '上海' })
    assert.equal(city.countryId, 156)
    const again = await City.objects.get({ country__code: 'cn' })
    assert.equal((await again.country).code, 'cn')
    assert.deepEqual(await country.cities.valuesList('name', { flat: true }), ['上海'])
    assert.equal(await City.objects.filter({ country }).count(), 1)
    assert.deepEqual(await country.delete(), [2, { City: 1, Country: 1 }])
  })
})

test('a key of text is saved by insert or update like any other', async t => {
  const db = await databaseWith(t, models)
  await db.run(async () => {
    await new Country({ code: 'cn', number: 1 }).save()
    await new Country({ code: 'cn', number: 156 }).save()
    assert.deepEqual(await Country.objects.valuesList('code', 'number'), [['cn', 156]])
  })
})

test('keys beyond the safe range stay exact, through relations and deletions', async t => {
  const db = await databaseWith(t, models)
  await db.run(async () => {
    const country = await Country.objects.create({ code: 'cn', number: 156 })
    const serial = 9007199254740993n
    await country.stamps.create({ serial })
    const stamp = await Stamp.objects.get({ pk: serial })
    assert.equal(stamp.serial, serial)
    await assert.rejects(country.delete(), RestrictedError)
    assert.deepEqual(await stamp.delete(), [1, { Stamp: 1 }])
  })
})

test('UUID keys work in join tables, both ways of a symmetrical relation, and in deletions', async t => {
  const db = await databaseWith(t, models)
  await db.run(async () => {
    const country = await Country.objects.create({ code: 'cn', number: 156 })
    const [a, b, c] = [
      await City.objects.create({ name: 'a', country }),
      await City.objects.create({ name: 'b', country }),
      await City.objects.create({ name: 'c', country }),
    ]
    await a.twins.set([b, c.id])
    assert.deepEqual(await b.twins.valuesList('name', { flat: true }), ['a'])
    assert.deepEqual(await db.query('SELECT count(*) FROM twin_city WHERE a_id IS NOT NULL AND b_id IS NOT NULL'), [
      [4],
    ])
    const prefetched = await City.objects.prefetchRelated('twins').get({ name: 'a' })
    assert.equal((await prefetched.twins.all()).length, 2)
    assert.deepEqual(await a.delete(), [5, { City_twins: 4, City: 1 }])
  })
})

test('a one-to-one that is the key, and one to itself without a reverse side', async t => {
  const db = await databaseWith(t, models)
  await db.run(async () => {
    const country = await Country.objects.create({ code: 'cn', number: 156 })
    const [a, b] = [
      await City.objects.create({ name: 'a', country }),
      await City.objects.create({ name: 'b', country }),
    ]
    const deputy = await Mayor.objects.create({ city: b })
    await Mayor.objects.create({ city: a, deputy })
    const mayor = await (await City.objects.get({ name: 'a' })).mayor
    assert.equal(mayor.pk, a.id)
    assert.deepEqual(await deputy.delete(), [1, { Mayor: 1 }])
    await mayor.refreshFromDb()
    assert.equal(mayor.deputyId, null)
    assert.deepEqual(await country.delete(), [4, { Mayor: 1, City: 2, Country: 1 }])
  })
})

test('a text key that is missing is empty, and a UUID may be given as a number', async t => {
  const db = await databaseWith(t, models)
  await db.run(async () => {
    const country = await Country.objects.create({ code: 'de', number: 276 })
    await country.delete()
    await country.save()
    assert.equal(country.code, '')
    assert.equal(await City.objects.filter({ pk: 1 as never }).count(), 0)
  })
})
