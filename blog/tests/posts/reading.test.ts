import assert from 'node:assert/strict'
import { test } from 'node:test'
import { captureQueries } from '@inkstone/orm'
import { Post } from '../../posts/models.ts'
import { buildSite, type Site } from '../site.ts'

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }

async function publishMany(site: Site, count: number): Promise<void> {
  const token = await site.register()
  for (let n = 1; n <= count; n++) await site.publish(token, { title: `第 ${n} 篇`, content: `正文 ${n}` })
}

async function list(site: Site, query: string) {
  const answer = await site.app.inject(`/posts/${query}`)
  assert.equal(answer.statusCode, 200)
  return answer.json<{ posts: { id: number }[]; pagination: Record<string, number> }>()
}

test('an empty list has no pages', async t => {
  const site = await buildSite(t)
  assert.deepEqual(await list(site, ''), { posts: [], pagination: { page: 1, size: 20, total: 0, pages: 0 } })
})

test('a list is newest first, in pages', async t => {
  const site = await buildSite(t)
  await publishMany(site, 7)
  const { posts, pagination } = await list(site, '?page=2&size=3')
  assert.deepEqual(
    posts.map(post => post.id),
    [4, 3, 2],
  )
  assert.deepEqual(pagination, { page: 2, size: 3, total: 7, pages: 3 })
  assert.deepEqual((await list(site, '?page=4&size=3')).posts, [])
})

test('a page or size that makes no sense counts as the default', async t => {
  const site = await buildSite(t)
  await publishMany(site, 1)
  for (const page of ['0', '-1', 'x', '', '1.5', '1e3', '999999999999999999999', '%00', '1&page=2']) {
    assert.equal((await list(site, `?page=${page}`)).pagination.page, 1, page)
  }
  for (const size of ['0', '-1', '101', 'x', '', '1.5', '٣']) {
    assert.equal((await list(site, `?size=${encodeURIComponent(size)}`)).pagination.size, 20, size)
  }
  assert.equal((await list(site, '?size=100')).pagination.size, 100)
})

test('an entry of a list has title, author, date and excerpt', async t => {
  const site = await buildSite(t)
  await publishMany(site, 1)
  const postdate = site.now.ms / 1000
  const entry = { id: 1, title: '第 1 篇', author: 'xdd', author_id: 1, postdate, excerpt: '正文 1' }
  assert.deepEqual((await list(site, '')).posts, [entry])
})

test('a list reads neither the texts nor anything secret, in two queries', async t => {
  const site = await buildSite(t)
  await publishMany(site, 3)
  const statements = await captureQueries(site.database, async () => void (await list(site, '')))
  const reading = statements.map(statement => statement.sql).filter(sql => /^SELECT/i.test(sql))
  assert.equal(reading.length, 2)
  assert.doesNotMatch(reading.join(), /"content"|password|email/)
})

test('a post is answered with its text and its date in seconds', async t => {
  const site = await buildSite(t)
  await publishMany(site, 1)
  for (const url of ['/posts/1', '/posts/1/', '/api/posts/1', '/api/posts/1/']) {
    const answer = await site.app.inject(url)
    assert.equal(answer.statusCode, 200, url)
    const post = {
      id: 1,
      title: '第 1 篇',
      author: 'xdd',
      author_id: 1,
      postdate: site.now.ms / 1000,
      content: '正文 1',
    }
    assert.deepEqual(answer.json(), { post })
  }
})

for (const id of [
  '0',
  '-1',
  '2',
  '2147483648',
  '99999999999999999999',
  'x',
  '1x',
  '1.0',
  '0x1',
  '01',
  '%201',
  '%00',
  '１',
]) {
  test(`there is no post ${id}: 404 for every method, as JSON and as a page`, async t => {
    const site = await buildSite(t)
    await publishMany(site, 1)
    const url = `/posts/${id === '１' ? encodeURIComponent(id) : id}`
    const authorization = `Bearer ${await site.register()}`
    const payload = { title: 'a', content: 'b' }
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'] as const) {
      const body = method === 'PUT' || method === 'PATCH' ? { payload } : {}
      const answer = await site.app.inject({ method, url, headers: { authorization }, ...body })
      assert.equal(answer.statusCode, 404, method)
      assert.equal(typeof answer.json().error, 'string')
    }
    const page = await site.app.inject({ url, headers: browser })
    assert.equal(page.statusCode, 404)
    assert.match(page.headers['content-type'] ?? '', /^text\/html/)
  })
}

test('a browser gets pages, everybody else and everybody under /api gets JSON', async t => {
  const site = await buildSite(t)
  await publishMany(site, 1)
  const typeOf = async (url: string, headers: Record<string, string>) =>
    (await site.app.inject({ url, headers })).headers['content-type']?.split(';')[0]
  for (const url of ['/posts', '/posts/', '/posts/1', '/posts/1/']) {
    assert.equal(await typeOf(url, browser), 'text/html', url)
    assert.equal(await typeOf(url, {}), 'application/json', url)
    assert.equal(await typeOf(url, { accept: '*/*' }), 'application/json', url)
    assert.equal(await typeOf(`/api${url}`, browser), 'application/json', url)
  }
  for (const url of ['/', '/index', '/list', '/posts/1/any-slug']) {
    assert.equal(await typeOf(url, browser), 'text/html', url)
  }
})

test('the id of a page address decides, the slug decorates', async t => {
  const site = await buildSite(t)
  await publishMany(site, 1)
  for (const slug of ['', '/', '/wrong', `/${encodeURIComponent('墨'.repeat(60))}`]) {
    const page = await site.app.inject({ url: `/posts/1${slug}`, headers: browser })
    assert.equal(page.statusCode, 200, slug)
    assert.match(page.body, /<link rel="canonical" href="[^"]+\/posts\/1\/[^"]+">/)
  }
})

test('a post that another system stored, without excerpt and even without text, is listed and read', async t => {
  const site = await buildSite(t)
  await publishMany(site, 1)
  await Post.objects.create({ title: '旧文章', authorId: 1, postdate: new Date(site.now.ms) })
  assert.equal((await list(site, '')).posts.length, 2)
  assert.equal((await site.app.inject('/posts/2')).json().post.content, '')
  for (const url of ['/', '/posts/2']) {
    const page = await site.app.inject({ url, headers: browser })
    assert.equal(page.statusCode, 200)
    assert.match(page.body, /旧文章/)
    assert.doesNotMatch(page.body, />null<|undefined/)
  }
})

test('a page of the list that does not exist is not found', async t => {
  const site = await buildSite(t)
  await publishMany(site, 1)
  assert.equal((await site.app.inject({ url: '/?page=2', headers: browser })).statusCode, 404)
})
