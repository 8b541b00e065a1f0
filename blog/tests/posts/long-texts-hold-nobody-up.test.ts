import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderOnce } from '../../posts/rendered.ts'
import { Renderer, renderer } from '../../posts/rendering.ts'
import { buildSite } from '../site.ts'

/** Markdown that takes long for its length. */
const hostile = '![['.repeat(33_000)
const long = '# 磨墨\n\n慢**一**点。\n\n'.repeat(500)

/** Tell what comes first: the work, or the next turn of the event loop, which everybody else waits for. */
function first(work: Promise<unknown>): Promise<string> {
  const turn = new Promise<string>(resolve => setImmediate(() => resolve('the next turn')))
  return Promise.race([work.then(() => 'the work'), turn])
}

// ASVS 15.4.4: no work starves the rest.
test('a long text is worked on beside the event loop, a short one at once', async () => {
  assert.equal(await first(renderer.render(hostile)), 'the next turn')
  assert.equal(await first(renderer.summarize(hostile)), 'the next turn')
  assert.equal(await first(renderer.render('a short text')), 'the work')
})

test('a thread gives what the event loop would have given', async () => {
  const { html, headings, letters } = await renderer.render(long)
  assert.match(html.toString(), /^<h2 id="section-1">磨墨<\/h2>\n<p>慢<strong>一<\/strong>点。<\/p>\n/)
  assert.deepEqual([headings.length, headings[499]], [500, { id: 'section-500', level: 2, text: '磨墨' }])
  assert.deepEqual(letters, { all: 2500, chinese: 2500 })
  const { excerpt, readingMinutes } = await renderer.summarize(long)
  assert.match(excerpt, /^慢一点。慢一点。/)
  assert.equal(readingMinutes, 6)
})

test('readers who come at once wait for the same rendering', async () => {
  const [one, two] = await Promise.all([renderOnce(long), renderOnce(long)])
  assert.equal(one, two)
  assert.equal(await renderOnce(long), one)
})

test('the letters of a text are counted when it is rendered, and not for each of its readers', async t => {
  const site = await buildSite(t)
  const id = await site.publish(await site.register(), {
    title: '图',
    content: `![](https://example.com/a.png) ${'b '.repeat(20)}`,
  })
  const read = async () => (await site.request('GET', `/posts/${id}`, { headers: { accept: 'text/html' } })).body
  assert.match(await read(), /<article class="post" lang="en">/)
  const matched = t.mock.method(String.prototype, 'match')
  assert.match(await read(), /<article class="post" lang="en">/)
  const counted = matched.mock.calls.filter(call => String(call.this).includes('b b b'))
  assert.equal(counted.length, 0)
})

test('a text that takes too long is refused beside its field, and the next one is rendered', async () => {
  const impatient = new Renderer({ patience: 1 })
  const refusal = { code: 'invalid', fields: { content: [{ code: 'text_too_complex' }] } }
  await assert.rejects(impatient.render(hostile), refusal)
  await assert.rejects(impatient.summarize(hostile), refusal)
  assert.match((await renderer.render(long)).html.toString(), /磨墨/)
})

test('a long text is published, shown and previewed like any other', async t => {
  const site = await buildSite(t)
  const token = await site.register()
  const id = await site.publish(token, { title: '长文', content: hostile })
  const headers = { accept: 'text/html' }
  assert.equal((await site.request('GET', `/posts/${id}`, { headers })).statusCode, 200)
  const changed = await site.request('PATCH', `/posts/${id}`, { token, json: { content: long } })
  assert.equal(changed.statusCode, 200)
  const listed = (await site.request('GET', '/posts/')).json<{ posts: { excerpt: string }[] }>()
  assert.match(listed.posts[0]?.excerpt ?? '', /^慢一点。/)
  const form = { title: '长文', content: hostile, action: 'preview' }
  const preview = await site.request('POST', `/write/${id}`, { headers: { ...headers, jwt: token }, form })
  assert.equal(preview.statusCode, 200)
})
