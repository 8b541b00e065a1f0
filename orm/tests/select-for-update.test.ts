import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  atomic,
  auto,
  char,
  connect,
  createTables,
  type Database,
  FieldError,
  foreignKey,
  type LockOptions,
  manager,
  model,
  NotSupportedError,
  OperationalError,
  TransactionManagementError,
} from '../src/index.ts'
import { databaseWith } from './support/models.ts'
import { reachableServers, schemaUrl } from './support/servers.ts'

class Owner extends model('Owner', { id: auto(), name: char({ maxLength: 20 }) }) {
  static readonly objects = manager(Owner)
}

class Thing extends model('Thing', {
  id: auto(),
  name: char({ maxLength: 20 }),
  owner: foreignKey(() => Owner, { onDelete: 'CASCADE' }),
  lender: foreignKey(() => Owner, { onDelete: 'CASCADE', null: true, relatedName: 'lent' }),
}) {
  static readonly objects = manager(Thing)
}

const MODELS = [Owner, Thing]

async function fill(): Promise<void> {
  await Owner.objects.create({ name: 'Ann' })
  await Thing.objects.bulkCreate(['a', 'b'].map(name => new Thing({ name, ownerId: 1 })))
}

/** Two databases that share their rows and nothing else. */
async function pair(t: TestContext, server: string): Promise<[Database, Database]> {
  const url = await schemaUrl(t, server)
  const [one, other] = [await connect(url, { models: MODELS }), await connect(url, { models: MODELS })]
  t.after(() => Promise.all([one.close(), other.close()]))
  await createTables(one, MODELS)
  await one.run(fill)
  return [one, other]
}

test('on SQLite, whose writers take turns, it changes nothing', async t => {
  const db = await databaseWith(t, MODELS)
  await db.run(async () => {
    await fill()
    assert.equal((await Thing.objects.selectForUpdate({ of: ['self'], noWait: true })).length, 2)
  })
})

test('waiting is either refused or avoided, not both', () => {
  assert.throws(() => Thing.objects.selectForUpdate({ noWait: true, skipLocked: true }), { name: 'ValueError' })
})

for (const server of (await reachableServers()).filter(url => url.startsWith('postgres'))) {
  test('postgres: a locked row refuses, or is left out, as asked', async t => {
    const [one, other] = await pair(t, server)
    await atomic(
      async () => {
        await Thing.objects.using(one).selectForUpdate().get({ pk: 1 })
        await atomic(
          async () => {
            const free = Thing.objects.using(other).orderBy('pk').selectForUpdate({ skipLocked: true })
            assert.deepEqual(await free.valuesList('pk', { flat: true }), [2])
          },
          { using: other },
        )
        const refused = atomic(() => Thing.objects.using(other).selectForUpdate({ noWait: true }).get({ pk: 1 }), {
          using: other,
        })
        await assert.rejects(refused, OperationalError)
      },
      { using: one },
    )
  })

  test('postgres: outside of a transaction it is refused before anything is sent', async t => {
    const [one] = await pair(t, server)
    const things = Thing.objects.using(one).selectForUpdate()
    await assert.rejects(async () => things, TransactionManagementError)
    await assert.rejects(things.first(), TransactionManagementError)
    await assert.rejects(async () => {
      for await (const _ of things.iterator()) assert.fail('nothing is read')
    }, TransactionManagementError)
    assert.equal(await things.count(), 2)
  })

  test('postgres: the statement says what is locked', async t => {
    const [one] = await pair(t, server)
    const tail = (options: object): string =>
      / FOR .*$/.exec(String(Thing.objects.using(one).selectRelated('owner').selectForUpdate(options)))?.[0] ?? ''
    assert.equal(tail({}), ' FOR UPDATE')
    assert.equal(tail({ noWait: true }), ' FOR UPDATE NOWAIT')
    assert.equal(tail({ noKey: true, skipLocked: true }), ' FOR NO KEY UPDATE SKIP LOCKED')
    assert.equal(tail({ of: ['self'] }), ' FOR UPDATE OF "thing"')
    assert.equal(tail({ of: ['owner', 'self'] }), ' FOR UPDATE OF "owner", "thing"')
    assert.throws(() => tail({ of: ['lender'] }), FieldError)
    assert.throws(() => tail({ of: ['"; DROP TABLE thing; --'] }), FieldError)
  })

  test('postgres: only the named rows are locked', async t => {
    const [one, other] = await pair(t, server)
    const locked = (using: Database, of: string) =>
      Thing.objects
        .using(using)
        .selectRelated('owner')
        .selectForUpdate({ of: [of], noWait: true })
        .get({ pk: 1 })
    await atomic(
      async () => {
        await locked(one, 'self')
        const thing = await atomic(() => locked(other, 'owner'), { using: other })
        assert.equal(thing.owner.name, 'Ann')
      },
      { using: one },
    )
  })
}

for (const server of (await reachableServers()).filter(url => url.startsWith('mysql'))) {
  test('mysql: locks that it does not have are refused, and nothing is locked', async t => {
    const [one, other] = await pair(t, server)
    const things = (using: Database, options: LockOptions) =>
      Thing.objects.using(using).selectRelated('owner').selectForUpdate(options)
    await atomic(
      async () => {
        await assert.rejects(async () => things(one, { of: ['self'] }), NotSupportedError)
        await assert.rejects(async () => things(one, { noKey: true }), NotSupportedError)
        const all = await atomic(async () => things(other, { noWait: true }), { using: other })
        assert.equal(all.length, 2)
      },
      { using: one },
    )
  })

  test('mysql: a locked row refuses, or is left out, as asked', async t => {
    const [one, other] = await pair(t, server)
    await atomic(
      async () => {
        await Thing.objects.using(one).selectForUpdate().get({ pk: 1 })
        const free = Thing.objects.using(other).orderBy('pk').selectForUpdate({ skipLocked: true })
        const read = async () => free.valuesList('pk', { flat: true })
        assert.deepEqual(await atomic(read, { using: other }), [2])
        const refused = Thing.objects.using(other).selectForUpdate({ noWait: true })
        await assert.rejects(
          atomic(() => refused.get({ pk: 1 }), { using: other }),
          OperationalError,
        )
      },
      { using: one },
    )
  })
}
