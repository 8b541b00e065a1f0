import assert from 'node:assert/strict'
import { atomic, integer, sql } from '../src/index.ts'
import { Post, statements, User } from './support/blog.ts'
import { onEveryDatabase } from './support/every-database.ts'

onEveryDatabase('raw gives instances, whose columns may come in any order', async db => {
  const users = User.objects.raw(sql`SELECT score, name, email, id FROM ${User} WHERE id < ${3} ORDER BY id DESC`)
  const [bob, ann] = await users
  assert.deepEqual({ ...bob }, { id: 2, email: 'bob@x.org', name: 'Bob', score: null })
  assert.ok(ann instanceof User)
  assert.equal(await statements(db, async () => await users), 0)
})

onEveryDatabase('values of a raw query are bound, lists member by member', async () => {
  const hostile = "x' OR '1'='1"
  assert.deepEqual(await User.objects.raw(sql`SELECT * FROM ${User} WHERE name = ${hostile}`), [])
  const names = await User.objects.raw(sql`SELECT * FROM ${User} WHERE name IN ${['Ann', hostile, 'Eve']} ORDER BY id`)
  assert.deepEqual(
    names.map(user => user.name),
    ['Ann', 'Eve'],
  )
})

onEveryDatabase(
  'raw decodes columns as their fields do, and binds dates and truth values as they are stored',
  async () => {
    const created = new Date('2026-01-01T00:00:00Z')
    const [first] = await Post.objects.raw(
      sql`SELECT * FROM ${Post} WHERE published = ${true} AND created = ${created} ORDER BY id`,
    )
    assert.equal(first?.published, true)
    assert.deepEqual(first?.created, created)
  },
)

onEveryDatabase('columns that a raw query leaves out are deferred', async db => {
  const [ann] = await User.objects.raw(sql`SELECT id, name FROM ${User} ORDER BY id`)
  assert.equal(await statements(db, async () => assert.equal(await ann?.email, 'ann@x.org')), 1)
})

onEveryDatabase('other columns become properties, of the type that is declared', async () => {
  const query = sql`
    SELECT u.*, (SELECT count(*) FROM ${Post} p WHERE p.author_id = u.id) AS posted, 'x' AS plain
    FROM ${User} u ORDER BY u.id`
  const [ann] = await User.objects.raw(query, { annotations: { posted: integer() } })
  const posted: number | undefined = ann?.posted
  assert.equal(posted, 2)
  assert.equal(Object(ann).plain, 'x')
})

onEveryDatabase('translations name the fields of columns that are called otherwise', async () => {
  const [ann] = await User.objects.raw(sql`SELECT id AS nr, name AS title, email FROM ${User} ORDER BY id`, {
    translations: { nr: 'id', title: 'name' },
  })
  assert.equal(ann?.id, 1)
  assert.equal(ann?.name, 'Ann')
})

onEveryDatabase('raw rows prefetch, and load what they lack together', async db => {
  const query = sql`SELECT * FROM ${Post} ORDER BY id`
  const prefetching = Post.objects.raw(query).prefetchRelated('tags')
  const sent = await statements(db, async () => {
    for await (const post of prefetching) await post.tags.all()
  })
  assert.equal(sent, 2)
  const lazy = await statements(db, async () => {
    for await (const post of Post.objects.raw(query)) assert.ok((await post.author).name)
  })
  assert.equal(lazy, 2)
})

onEveryDatabase('raw refuses texts, values that no driver takes, and rows without a key', async () => {
  assert.throws(() => User.objects.raw('SELECT * FROM "user"' as never), { code: 'USAGE_ERROR' })
  assert.throws(() => sql(['SELECT 1'] as never), { code: 'USAGE_ERROR' })
  assert.throws(() => sql`SELECT ${undefined as never}`, { code: 'VALUE_ERROR' })
  assert.throws(() => sql`SELECT ${{ toString: () => '1' } as never}`, { code: 'VALUE_ERROR' })
  assert.throws(() => sql`SELECT 1 WHERE 1 IN ${[]}`, { code: 'VALUE_ERROR' })
  await assert.rejects(async () => await User.objects.raw(sql`SELECT name FROM ${User}`), { code: 'FIELD_ERROR' })
  const undeclared = User.objects.raw(sql`SELECT * FROM ${User}`, { annotations: { n: integer() } })
  await assert.rejects(async () => await undeclared, { code: 'FIELD_ERROR' })
})

onEveryDatabase('query gives the rows of a template as objects, in a transaction and outside of it', async db => {
  const names = sql`SELECT name, score AS points FROM ${User} WHERE id = ${1}`
  assert.deepEqual(await db.query<{ name: string; points: number }>(names), [{ name: 'Ann', points: 3 }])
  await atomic(async () => {
    const { changes } = await db.execute(sql`UPDATE ${User} SET name = ${'Zoe'} WHERE id = ${1}`)
    assert.equal(changes, 1)
    assert.deepEqual(await db.query(names), [{ name: 'Zoe', points: 3 }])
  })
})

onEveryDatabase('templates are made of templates, and names are quoted', async db => {
  const column = sql.identifier('na"me')
  const restriction = sql`WHERE id > ${1}`
  const rows = await db.query(sql`SELECT name AS ${column} FROM ${User} ${restriction} AND id < ${3}`)
  assert.deepEqual(rows, [{ 'na"me': 'Bob' }])
})
