import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { captureQueries, connect, currentDatabase, formatStatement } from '@inkstone/orm'
import type { FastifyInstance } from 'fastify'
import { User } from '../../accounts/models.ts'
import { Post, PostBlock } from '../../posts/models.ts'
import { countPosts } from '../../posts/positions.ts'
import { listPosts } from '../../posts/store.ts'
import { kinds, type Scratch, servers, siteOn } from '../servers.ts'

const many = 5000
const size = 7

/** The ids on a page, as the list without any help gives them. */
async function plainly(page: number): Promise<number[]> {
  const start = (page - 1) * size
  return Post.objects
    .orderBy('-id')
    .slice(start, start + size)
    .valuesList('id', { flat: true })
}

async function idsOf(page: number): Promise<number[]> {
  return (await listPosts({ page, size })).posts.map(post => post.id)
}

async function fill(count: number): Promise<void> {
  const author = await User.objects.create({ name: 'xdd', email: 'xdd@xdd.com', password: '!' })
  const posts = Array.from(
    { length: count },
    (_, n) => new Post({ title: `${n}`, author, postdate: new Date(n * 1000) }),
  )
  await Post.objects.bulkCreate(posts, { batchSize: 500 })
}

for (const { name, skip, make } of kinds) {
  describe(`the list of all posts on ${name}`, { skip }, () => {
    let scratch: Scratch
    let app: FastifyInstance

    before(async () => {
      scratch = await make()
      app = await siteOn(scratch)
      await fill(many)
      // Whole ranges of ids are gone, and single ones.
      await Post.objects.filter({ id__gt: 1000, id__lte: 3500 }).delete()
      await Post.objects.filter({ title__endswith: '3' }).delete()
    })
    after(async () => {
      await app.close()
      await scratch.drop()
    })

    test('has every post on its page, however deep', async () => {
      const total = await Post.objects.count()
      const last = Math.ceil(total / size)
      for (const page of [1, 2, 100, 180, 190, 195, 250, last - 1, last]) {
        assert.deepEqual(await idsOf(page), await plainly(page), `page ${page}`)
      }
      const { pagination } = await listPosts({ page: last, size })
      assert.deepEqual(pagination, { page: last, size, total, pages: last })
    })

    test('is empty beyond its end, without looking for rows', async () => {
      const statements = await captureQueries(currentDatabase(), async () => {
        assert.deepEqual((await listPosts({ page: 10_000_000, size })).posts, [])
      })
      assert.ok(statements.every(({ sql }) => !sql.includes('OFFSET')))
    })

    test('counts nothing, and passes no more than a block of other posts', async () => {
      const statements = await captureQueries(currentDatabase(), () => listPosts({ page: 300, size }))
      assert.ok(statements.every(({ sql }) => !/count\(/i.test(sql)))
      const offsets = statements.map(({ sql, params }) =>
        Number(/OFFSET (\d+)/.exec(formatStatement(sql, params))?.[1] ?? 0),
      )
      assert.ok(Math.max(...offsets) > 0 && Math.max(...offsets) < 2048, `OFFSET ${offsets}`)
    })

    test('counts what others write and take back as well', async () => {
      const before = await countPosts()
      await currentDatabase().execute('DELETE FROM post WHERE id = 4000')
      assert.equal(await countPosts(), before - 1)
      await currentDatabase().execute(
        `INSERT INTO post (title, author_id, postdate) SELECT 'x', author_id, postdate FROM post WHERE id = 4001`,
      )
      assert.equal(await countPosts(), before)
      assert.equal(await Post.objects.count(), before)
    })
  })
}

const [mysql] = servers.filter(({ name }) => name === 'MariaDB')

test('who may make no triggers is counted for as before', { skip: mysql?.skip ?? 'no MariaDB answers' }, async t => {
  const scratch = await mysql?.make()
  assert.ok(scratch)
  const server = await connect(scratch.url)
  const url = new URL(scratch.url)
  const [user, own] = [`u${randomBytes(6).toString('hex')}`, `${url.pathname.slice(1)}.*`]
  await server.execute(`CREATE USER '${user}'@'%' IDENTIFIED BY 'secret'`)
  await server.execute(`GRANT ALL ON ${own} TO '${user}'@'%'`)
  await server.execute(`REVOKE TRIGGER ON ${own} FROM '${user}'@'%'`)
  Object.assign(url, { username: user, password: 'secret' })
  const app = await siteOn({ ...scratch, url: url.href })
  t.after(async () => {
    await app.close()
    await server.execute(`DROP USER '${user}'@'%'`)
    await server.close()
    await scratch.drop()
  })
  await fill(20)
  assert.deepEqual([await PostBlock.objects.count(), await countPosts()], [0, 20])
  assert.deepEqual(await idsOf(2), await plainly(2))
})
