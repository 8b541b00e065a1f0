import assert from 'node:assert/strict'
import { blog, statements, User } from './support/blog.ts'
import { test } from './support/under-test.ts'

test('building a QuerySet sends nothing', async t => {
  const db = await blog(t)
  const sent = await statements(db, () =>
    db.run(() => void User.objects.filter({ id__gt: 1 }).orderBy('-id').slice(0, 2)),
  )
  assert.equal(sent, 0)
})

test('a QuerySet is read once, however often and at whatever moments it is awaited', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const users = User.objects.orderBy('id')
    const sent = await statements(db, async () => {
      await Promise.all([users, users])
      for await (const user of users) assert.ok(user.name)
      assert.equal(await users.count(), 3)
      assert.equal(await users.exists(), true)
      assert.equal((await users.at(2)).name, 'Eve')
      assert.equal((await users.first())?.name, 'Ann')
    })
    assert.equal(sent, 1)
  })
})

test('what the caller does to the list of rows stays out of the cache', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const users = User.objects.orderBy('id')
    ;(await users).pop()
    assert.equal((await users).length, 3)
  })
})

test('deriving from a QuerySet leaves it as it was', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const users = User.objects.orderBy('id')
    await users.filter({ id: 1 }).reverse()
    assert.deepEqual(
      (await users).map(user => user.id),
      [1, 2, 3],
    )
  })
})

test('all() of a QuerySet that was read reads again', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const users = User.objects.orderBy('id')
    await users
    await User.objects.create({ email: 'new@x.org', name: 'New' })
    assert.equal(await users.count(), 3)
    assert.equal(await users.all().count(), 4)
  })
})

test('update and delete forget the rows of their QuerySet', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const users = User.objects.filter({ id__lte: 2 }).orderBy('id')
    await users
    assert.equal(await users.update({ name: 'Same' }), 2)
    assert.deepEqual(
      (await users).map(user => user.name),
      ['Same', 'Same'],
    )
  })
})

test('a failed query is asked again at the next await', async t => {
  const db = await blog(t)
  const users = User.objects.orderBy('id')
  await assert.rejects(async () => await users, { code: 'USAGE_ERROR' })
  assert.equal((await db.run(async () => await users)).length, 3)
})

test('inspect describes rows without filling the cache', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const users = User.objects.orderBy('id')
    assert.match(await users.inspect(), /^<QuerySet \[.*\]>$/)
    assert.equal(users.loadedRows, undefined)
  })
})

test('toString gives the SQL', async t => {
  const db = await blog(t)
  const sql = db.run(() => String(User.objects.filter({ name: 'x' })))
  assert.match(sql, /^SELECT .* FROM (["`])user\1 WHERE \1user\1\.\1name\1 = (?:\?|\$1)$/)
})
