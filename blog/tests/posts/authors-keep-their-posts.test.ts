import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildSite, type Site } from '../site.ts'

/** A post of one author, and the token of another. */
async function scene(site: Site) {
  const token = await site.register()
  const id = await site.publish(token, { title: '旧题', content: '旧文' })
  return { url: `/posts/${id}`, own: bearer(token), foreign: bearer(await site.register()) }
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` }
}

test('its author replaces a post with PUT and gets it back', async t => {
  const site = await buildSite(t)
  const { url, own } = await scene(site)
  const payload = { title: '新题', content: '新文' }
  const answer = await site.app.inject({ method: 'PUT', url, headers: own, payload })
  assert.equal(answer.statusCode, 200)
  const { title, content, author_id } = answer.json().post
  assert.deepEqual({ title, content, author_id }, { ...payload, author_id: 1 })
  const { posts } = (await site.app.inject('/posts/')).json()
  assert.equal(posts[0].excerpt, '新文')
})

test('its author changes a part with PATCH, and the rest stays', async t => {
  const site = await buildSite(t)
  const { url, own } = await scene(site)
  const change = async (payload: object) => {
    const answer = await site.app.inject({ method: 'PATCH', url, headers: own, payload })
    assert.equal(answer.statusCode, 200)
    const { title, content } = answer.json().post
    return [title, content]
  }
  assert.deepEqual(await change({ title: '新题' }), ['新题', '旧文'])
  assert.deepEqual(await change({ content: '新文' }), ['新题', '新文'])
  assert.deepEqual(await change({}), ['新题', '新文'])
})

test('PUT wants the whole post, and neither takes a blank title', async t => {
  const site = await buildSite(t)
  const { url, own } = await scene(site)
  for (const [method, payload] of [
    ['PUT', { title: 'a' }],
    ['PUT', { title: ' ', content: 'b' }],
    ['PATCH', { title: ' ' }],
    ['PATCH', { content: null }],
    ['PATCH', { author_id: 2 }],
  ] as const) {
    assert.equal((await site.app.inject({ method, url, headers: own, payload })).statusCode, 400)
  }
  assert.equal((await site.app.inject(url)).json().post.title, '旧题')
})

test('its author deletes a post, and its text goes with it', async t => {
  const site = await buildSite(t)
  const { url, own } = await scene(site)
  const answer = await site.app.inject({ method: 'DELETE', url, headers: own })
  assert.equal(answer.statusCode, 204)
  assert.equal(answer.body, '')
  assert.equal((await site.app.inject(url)).statusCode, 404)
})

test('a visitor gets 401, another author 403, and the post stays as it was', async t => {
  const site = await buildSite(t)
  const { url, foreign } = await scene(site)
  const payload = { title: 'a', content: 'b' }
  for (const [method, body] of [
    ['PUT', { payload }],
    ['PATCH', { payload }],
    ['DELETE', {}],
  ] as const) {
    assert.equal((await site.app.inject({ method, url, ...body })).statusCode, 401, method)
    const answer = await site.app.inject({ method, url, headers: foreign, ...body })
    assert.equal(answer.statusCode, 403, method)
    assert.equal(answer.json().code, 'forbidden')
  }
  assert.equal((await site.app.inject(url)).json().post.title, '旧题')
})

test('other methods are answered 405 with those that work', async t => {
  const site = await buildSite(t)
  const { url } = await scene(site)
  const answer = await site.app.inject({ method: 'POST', url, payload: {} })
  assert.equal(answer.statusCode, 405)
  assert.equal(answer.headers.allow, 'DELETE, GET, HEAD, PATCH, PUT')
  assert.equal(typeof answer.json().error, 'string')
})

test('a request with a session cookie and no CSRF token changes nothing', async t => {
  const site = await buildSite(t)
  const { url, own } = await scene(site)
  const headers = { ...own, cookie: 'csrftoken=x' }
  assert.equal((await site.app.inject({ method: 'DELETE', url, headers })).statusCode, 403)
  assert.equal((await site.app.inject(url)).statusCode, 200)
})
