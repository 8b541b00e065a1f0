import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cookiesOf } from '../helper.ts'
import { buildSite, type Site } from '../site.ts'

const html = { accept: 'text/html,*/*;q=0.8', origin: 'http://localhost', host: 'localhost' }

/** A browser without scripts: it keeps cookies and sends the forms that it was shown. */
class Reader {
  readonly #site: Site
  readonly cookies: Record<string, string> = {}
  #token = ''

  constructor(site: Site) {
    this.#site = site
  }

  async open(url: string) {
    return this.#keep(await this.#site.request('GET', url, { headers: html, cookies: this.cookies }))
  }

  async send(url: string, fields: Record<string, string>) {
    const form = { csrfmiddlewaretoken: this.#token, ...fields }
    return this.#keep(await this.#site.request('POST', url, { headers: html, cookies: this.cookies, form }))
  }

  #keep(answer: Awaited<ReturnType<Site['request']>>) {
    Object.assign(this.cookies, cookiesOf(answer))
    this.#token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(answer.body)?.[1] ?? this.#token
    return answer
  }
}

async function author(site: Site): Promise<Reader> {
  await site.register({ email: 'xdd@xdd.com', password: 'some long password' })
  const reader = new Reader(site)
  await reader.open('/login')
  const answer = await reader.send('/login', { email: 'xdd@xdd.com', password: 'some long password', next: '/' })
  assert.equal(answer.statusCode, 303)
  await reader.open('/pub')
  return reader
}

test('after logging in one is led to a page of this site and nowhere else', async t => {
  const site = await buildSite(t)
  await site.register({ email: 'xdd@xdd.com', password: 'some long password' })
  for (const [next, place] of [
    ['/pub', '/pub'],
    ['//example.com', '/'],
    ['https://example.com/', '/'],
    ['/\\example.com', '/'],
  ] as const) {
    const reader = new Reader(site)
    await reader.open(`/login?next=${encodeURIComponent(next)}`)
    const answer = await reader.send('/login', { email: 'xdd@xdd.com', password: 'some long password', next })
    assert.equal(answer.headers.location, place)
  }
})

test('choosing a language leads back to the same page and never to another site', async t => {
  const site = await buildSite(t)
  for (const [url, place] of [
    ['/posts/?page=2&lang=en', '/posts/?page=2'],
    ['/login?lang=en&next=%2Fpub', '/login?next=%2Fpub'],
    ['//example.com/?lang=en', '/'],
    ['/.//example.com/?lang=en', '/'],
    ['/\\example.com/?lang=en', '/'],
  ] as const) {
    const answer = await site.request('GET', url, { headers: html })
    assert.equal(answer.statusCode, 303, url)
    assert.equal(answer.headers.location, place)
  }
  assert.equal((await site.request('GET', '/?lang=xx', { headers: html })).statusCode, 200)
})

test('a form without its token is refused with a page, and nothing is stored', async t => {
  const site = await buildSite(t)
  const reader = await author(site)
  const answer = await reader.send('/pub', { csrfmiddlewaretoken: '', title: 'a', content: 'b' })
  assert.equal(answer.statusCode, 403)
  assert.match(answer.body, /<h1>这里不让进<\/h1>/)
  assert.equal((await site.request('GET', '/posts/')).json().pagination.total, 0)
})

test('a text that is sent after the session ended is not lost', async t => {
  const site = await buildSite(t)
  const reader = await author(site)
  delete reader.cookies.sessionid
  const answer = await reader.send('/pub', { title: '一篇', content: '很长的正文' })
  assert.equal(answer.statusCode, 401)
  assert.match(answer.body, /<h2>请先登录<\/h2>/)
  assert.match(answer.body, />\n很长的正文<\/textarea>/)
})

test('nobody changes or deletes the post of another author through a form', async t => {
  const site = await buildSite(t)
  const id = await site.publish(await site.register(), { title: '别人的', content: 'b' })
  const reader = await author(site)
  for (const url of [`/write/${id}`, `/me/posts/${id}/delete`]) {
    assert.equal((await reader.open(url)).statusCode, 403, url)
    assert.equal((await reader.send(url, { title: 'x', content: 'y' })).statusCode, 403, url)
  }
  assert.equal((await site.request('GET', `/posts/${id}`)).json().post.title, '别人的')
  assert.doesNotMatch((await reader.open(`/posts/${id}`)).body, /\/write\//)
})

test('what was done is said once', async t => {
  const site = await buildSite(t)
  const reader = await author(site)
  const answer = await reader.send('/pub', { title: '一篇', content: '正文' })
  const place = String(answer.headers.location)
  assert.match((await reader.open(place)).body, /role="status">文章已发表。/)
  assert.doesNotMatch((await reader.open(place)).body, /文章已发表/)
})

test('a notice that nobody of us wrote is not shown', async t => {
  const site = await buildSite(t)
  const page = await site.request('GET', '/', { headers: html, cookies: { notice: '__proto__' } })
  assert.equal(page.statusCode, 200)
  assert.doesNotMatch(page.body, /role="status"/)
})

test('the page of an unknown address knows who is logged in', async t => {
  const site = await buildSite(t)
  const reader = await author(site)
  const page = await reader.open('/none')
  assert.equal(page.statusCode, 404)
  assert.match(page.body, /action="\/logout"/)
})

test('a plain GET logs nobody out', async t => {
  const site = await buildSite(t)
  const reader = await author(site)
  assert.match((await reader.open('/logout')).body, /<h1>退出登录<\/h1>/)
  assert.equal((await reader.open('/me/posts')).statusCode, 200)
  assert.equal((await reader.send('/logout', {})).headers.location, '/')
  assert.equal((await reader.open('/me/posts')).statusCode, 303)
})

test('whoever is logged in is led on from the doors', async t => {
  const site = await buildSite(t)
  const reader = await author(site)
  for (const door of ['/login', '/reg']) {
    assert.equal((await reader.open(`${door}?next=/pub`)).headers.location, '/pub')
  }
})
