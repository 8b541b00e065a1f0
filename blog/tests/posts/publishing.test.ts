import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildSite, type Site } from '../site.ts'

async function post(site: Site, payload: string | object, headers: Record<string, string> = {}) {
  const json = { 'content-type': 'application/json' }
  return site.app.inject({ method: 'POST', url: '/posts/', headers: { ...json, ...headers }, payload })
}

test('an author publishes with 201 and gets id and title back, nothing else', async t => {
  const site = await buildSite(t)
  const authorization = `Bearer ${await site.register()}`
  const answer = await post(site, { title: '  磨墨 \n 一 ', content: '慢一点' }, { authorization })
  assert.equal(answer.statusCode, 201)
  assert.deepEqual(answer.json(), { post: { id: 1, title: '磨墨 一' } })
})

test('the same call answers under /api and without the slash at the end', async t => {
  const site = await buildSite(t)
  const headers = { authorization: `Bearer ${await site.register()}` }
  const payload = { title: 'a', content: 'b' }
  for (const url of ['/posts', '/posts/', '/api/posts', '/api/posts/']) {
    assert.equal((await site.app.inject({ method: 'POST', url, headers, payload })).statusCode, 201, url)
  }
})

test('a visitor is asked to log in, whatever was sent', async t => {
  const site = await buildSite(t)
  for (const payload of [{ title: 'a', content: 'b' }, {}]) {
    const answer = await post(site, payload)
    assert.equal(answer.statusCode, 401)
    assert.equal(answer.json().error, '请先登录')
  }
})

const good = { title: 'a', content: 'b' }

const refused: readonly (readonly [what: string, body: string | object, field?: string, code?: string])[] = [
  ['no body', ''],
  ['no JSON', '{'],
  ['a list', []],
  ['a text', '"a"'],
  ['null', 'null'],
  ['no title', { content: 'b' }, 'title', 'required'],
  ['no content', { title: 'a' }, 'content', 'required'],
  ['title null', { ...good, title: null }, 'title', 'invalid_type'],
  ['title a number', { ...good, title: 1 }, 'title', 'invalid_type'],
  ['title a list', { ...good, title: ['a'] }, 'title', 'invalid_type'],
  ['title an object', { ...good, title: {} }, 'title', 'invalid_type'],
  ['title empty', { ...good, title: '' }, 'title', 'blank'],
  ['title blank', { ...good, title: ' \n\t' }, 'title', 'blank'],
  ['title of 257', { ...good, title: '墨'.repeat(257) }, 'title', 'too_long'],
  ['title with NUL', '{"title":"a\\u0000","content":"b"}', 'title', 'invalid_text'],
  ['title with a lone surrogate', '{"title":"\\ud800","content":"b"}', 'title', 'invalid_text'],
  ['content a number', { ...good, content: 1 }, 'content', 'invalid_type'],
  ['content empty', { ...good, content: '' }, 'content', 'blank'],
  ['content blank', { ...good, content: ' \r\n ' }, 'content', 'blank'],
  ['content of 100,001', { ...good, content: 'a'.repeat(100_001) }, 'content', 'too_long'],
  ['an id', { ...good, id: 7 }, 'id', 'unknown_field'],
  ['an author', { ...good, author_id: 2 }, 'author_id', 'unknown_field'],
  ['a key twice', '{"title":"a","title":"b","content":"c"}'],
  ['a prototype', '{"title":"a","content":"b","__proto__":{"author_id":2}}'],
]

for (const [what, body, field, code] of refused) {
  test(`${what} is refused with 400 and leaves nothing behind`, async t => {
    const site = await buildSite(t)
    const answer = await post(site, body, { authorization: `Bearer ${await site.register()}` })
    assert.equal(answer.statusCode, 400)
    const { error, fields } = answer.json()
    assert.equal(typeof error, 'string')
    if (field) assert.equal(fields[field][0].code, code)
    assert.equal((await site.app.inject('/posts/')).json().pagination.total, 0)
  })
}

test('a title of 256 characters outside the basic plane and a text of 100,000 are kept whole', async t => {
  const site = await buildSite(t)
  const token = await site.register()
  const [title, content] = ['😀'.repeat(256), '墨'.repeat(100_000)]
  const id = await site.publish(token, { title, content })
  const { post: stored } = (await site.app.inject(`/posts/${id}`)).json()
  assert.equal(stored.title, title)
  assert.equal(stored.content, content)
})

test('a wrong content type is refused with 415, a body over the limit with 413', async t => {
  const site = await buildSite(t)
  const authorization = `Bearer ${await site.register()}`
  assert.equal((await post(site, '{}', { authorization, 'content-type': 'text/plain' })).statusCode, 415)
  const long = JSON.stringify({ title: 'a', content: 'a'.repeat(3_000_000) })
  assert.equal((await post(site, long, { authorization })).statusCode, 413)
})
