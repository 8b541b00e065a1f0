import assert from 'node:assert/strict'
import { FieldError, IntegrityError } from '../src/index.ts'
import { blog, Post, statements, Tag, User } from './support/blog.ts'
import { test } from './support/under-test.ts'

test('create saves a row and gives its object', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const user = await User.objects.create({ email: 'new@x.org', name: 'New' })
    assert.equal(user.id, 4)
    assert.ok(user instanceof User)
    assert.equal((await User.objects.get({ pk: 4 })).email, 'new@x.org')
  })
})

test('getOrCreate finds, or creates with the defaults', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const [ann, isNew] = await User.objects.getOrCreate({ email: 'ann@x.org' }, { name: 'Other' })
    assert.deepEqual([ann.name, isNew], ['Ann', false])
    const [max, created] = await User.objects.getOrCreate({ email: 'max@x.org' }, { name: 'Max' })
    assert.deepEqual([max.name, created], ['Max', true])
  })
})

test('functions among the defaults are called only when a row is created', async t => {
  const db = await blog(t)
  await db.run(async () => {
    let calls = 0
    const name = () => `named ${++calls}`
    await User.objects.getOrCreate({ email: 'ann@x.org' }, { name })
    assert.equal(calls, 0)
    const [user] = await User.objects.getOrCreate({ email: 'new@x.org' }, { name })
    assert.equal(user.name, 'named 1')
  })
})

test('lookups are conditions, not values of the new row', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const [user, created] = await User.objects.getOrCreate({ email__iexact: 'ANN@X.ORG' }, { name: 'x' })
    assert.deepEqual([user.name, created], ['Ann', false])
  })
})

test('twenty getOrCreate at once make one row', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const racing = Array.from({ length: 20 }, () => Tag.objects.getOrCreate({ name: 'new' }))
    const results = await Promise.all(racing)
    assert.equal(results.filter(([, created]) => created).length, 1)
    assert.equal(await Tag.objects.filter({ name: 'new' }).count(), 1)
  })
})

test('a constraint that another row holds is reported, not swallowed', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const clash = User.objects.getOrCreate({ name: 'Nobody' }, { email: 'ann@x.org' })
    await assert.rejects(clash, IntegrityError)
  })
})

test('names that are none are refused before anything is written', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const wrong = { nope: 1 } as never
    await assert.rejects(Tag.objects.getOrCreate({ name: 'q' }, wrong), FieldError)
    assert.equal(await Tag.objects.filter({ name: 'q' }).exists(), false)
  })
})

test('what every object has is no property of a model', async t => {
  const db = await blog(t)
  await db.run(async () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const values = JSON.parse(`{ "${name}": { "isAdmin": true } }`) as never
      const message = /Invalid field name\(s\) for model Tag/
      await assert.rejects(Tag.objects.getOrCreate({ name: 'q' }, values), { name: 'FieldError', message })
      await assert.rejects(Tag.objects.updateOrCreate({ name: 'sql' }, values), { name: 'FieldError', message })
      await assert.rejects(Tag.objects.updateOrCreate({ name: 'q' }, {}, values), { name: 'FieldError', message })
    }
    assert.equal(await Tag.objects.count(), 2)
  })
})

test('updateOrCreate updates the named fields alone, or creates', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const [ann, isNew] = await User.objects.updateOrCreate({ email: 'ann@x.org' }, { score: 9 })
    assert.deepEqual([ann.score, ann.name, isNew], [9, 'Ann', false])
    const [max, created] = await User.objects.updateOrCreate({ email: 'm@x.org' }, { score: 1 }, { name: 'Max' })
    assert.deepEqual([max.name, max.score, created], ['Max', null, true])
  })
})

test('a failed insert inside of a transaction leaves the transaction usable', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const { atomic } = await import('../src/index.ts')
    await atomic(async () => {
      await assert.rejects(User.objects.getOrCreate({ name: 'Nobody' }, { email: 'ann@x.org' }), IntegrityError)
      await Tag.objects.create({ name: 'after' })
    })
    assert.equal(await Tag.objects.filter({ name: 'after' }).count(), 1)
  })
})

test('create through a related manager ties the row to its object', async t => {
  const db = await blog(t)
  await db.run(async () => {
    const ann = await User.objects.get({ pk: 1 })
    const post = await ann.posts.create({ title: 'Third of Ann' })
    const sent = await statements(db, async () => assert.equal(await post.author, ann))
    assert.equal(sent, 0)
    assert.equal(await Post.objects.filter({ author: ann }).count(), 3)
  })
})
