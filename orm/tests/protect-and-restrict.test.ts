import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Database } from '../src/database.ts'
import { ProtectedError, RestrictedError } from '../src/errors.ts'
import { auto, foreignKey } from '../src/fields/factories.ts'
import { manager } from '../src/manager.ts'
import { model } from '../src/model.ts'
import { databaseWith } from './support/models.ts'
import { test } from './support/under-test.ts'

class Artist extends model('Artist', { id: auto() }) {
  static readonly objects = manager(Artist)
}
class Album extends model('Album', { id: auto(), artist: foreignKey(() => Artist, { onDelete: 'CASCADE' }) }) {
  static readonly objects = manager(Album)
}
/** A song goes with its artist, and holds its album back. */
class Song extends model('Song', {
  id: auto(),
  artist: foreignKey(() => Artist, { onDelete: 'CASCADE' }),
  album: foreignKey(() => Album, { onDelete: 'RESTRICT' }),
}) {
  static readonly objects = manager(Song)
}
class Contract extends model('Contract', { id: auto(), artist: foreignKey(() => Artist, { onDelete: 'PROTECT' }) }) {
  static readonly objects = manager(Contract)
}

/** Two artists with an album each; a song of the first artist on each album. */
async function musicDatabase(t: TestContext): Promise<Database> {
  const db = await databaseWith(t, [Artist, Album, Song, Contract])
  await db.run(async () => {
    const [one, two] = [await Artist.objects.create({}), await Artist.objects.create({})]
    const [first, second] = [await Album.objects.create({ artist: one }), await Album.objects.create({ artist: two })]
    await Song.objects.create({ artist: one, album: first })
    await Song.objects.create({ artist: one, album: second })
  })
  return db
}

test('PROTECT stops everything and names who stands in the way', async t => {
  const db = await musicDatabase(t)
  await db.run(async () => {
    const contract = await Contract.objects.create({ artistId: 1 })
    await assert.rejects(Artist.objects.delete(), (error: unknown) => {
      assert.ok(error instanceof ProtectedError)
      assert.match(error.message, /instances of model 'Artist'.*protected foreign keys: 'Contract\.artist'\./)
      assert.deepEqual(error.protectedObjects.map(String), [String(contract)])
      return true
    })
    assert.deepEqual([await Artist.objects.count(), await Song.objects.count()], [2, 2])
  })
})

test('RESTRICT stops a deletion that leaves the restricting row behind', async t => {
  const db = await musicDatabase(t)
  await db.run(async () => {
    await assert.rejects(Album.objects.filter({ pk: 1 }).delete(), (error: unknown) => {
      assert.ok(error instanceof RestrictedError)
      assert.match(error.message, /restricted foreign keys: 'Song\.album'\./)
      return true
    })
    const two = await Artist.objects.get({ pk: 2 })
    await assert.rejects(two.delete(), RestrictedError)
    assert.equal(await Album.objects.count(), 2)
  })
})

test('RESTRICT gives way when the restricting row is deleted by another path', async t => {
  const db = await musicDatabase(t)
  await db.run(async () => {
    const one = await Artist.objects.get({ pk: 1 })
    assert.deepEqual(await one.delete(), [4, { Song: 2, Album: 1, Artist: 1 }])
  })
})
