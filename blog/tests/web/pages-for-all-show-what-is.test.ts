import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { brotliDecompressSync } from 'node:zlib'
import { User } from '../../accounts/models.ts'
import { Memory, remembering } from '../../http/memory.ts'
import { openBrowser } from '../helper.ts'
import { buildSite, type Site } from '../site.ts'

const html = { accept: 'text/html' }

async function home(site: Site, headers: Record<string, string> = {}, cookies: Record<string, string> = {}) {
  return site.request('GET', '/', { headers: { ...html, ...headers }, cookies })
}

describe('the home page', () => {
  test('changes with the posts, though it is kept for those who come next', async t => {
    const site = await buildSite(t)
    const token = await site.register()
    const id = await site.publish(token, { title: 'The first title', content: 'text' })
    for (const again of [1, 2]) assert.match((await home(site)).body, /The first title/, `visit ${again}`)
    await site.request('PATCH', `/posts/${id}`, { token, json: { title: 'Another title' } })
    assert.match((await home(site)).body, /Another title/)
    await site.request('DELETE', `/posts/${id}`, { token })
    assert.doesNotMatch((await home(site)).body, /Another title/)
  })

  test('changes with what lies deepest in it, and with how much there is', async t => {
    const site = await buildSite(t)
    const token = await site.register()
    for (let number = 1; number <= 11; number++) await site.publish(token, { title: `Post ${number}`, content: 'text' })
    assert.match((await home(site)).body, /xdd/)
    await User.objects.all().update({ name: 'Somebody else' })
    assert.doesNotMatch((await home(site)).body, /xdd/)
    const last = async () => (await site.request('GET', '/?page=2', { headers: html })).body
    const before = await last()
    await site.publish(token, { title: 'Post 12', content: 'text' })
    assert.notEqual(await last(), before)
  })

  test('is the same in every coding', async t => {
    const site = await buildSite(t)
    await site.publish(await site.register(), { title: '天空', content: '今天的天空。' })
    for (const again of [1, 2]) {
      const plain = await home(site)
      const small = await home(site, { 'accept-encoding': 'br' })
      assert.equal(small.headers['content-encoding'], 'br', `visit ${again}`)
      assert.equal(brotliDecompressSync(small.rawPayload).toString(), plain.body)
      assert.equal(Number(plain.headers['content-length']), plain.rawPayload.length)
    }
  })

  test('shows nobody what is meant for another reader', async t => {
    const site = await buildSite(t)
    await site.publish(await site.register(), { title: 'Post', content: 'text' })
    const account = { name: '读者', email: 'reader@example.com', password: 'some long password' }
    const browser = await openBrowser(site)
    const json = { ...browser, json: account }
    const registered = await site.request('POST', '/users/', json)
    const cookies = Object.fromEntries(registered.cookies.map(({ name, value }) => [name, value]))
    const own = await home(site, {}, cookies)
    assert.match(own.body, /csrfmiddlewaretoken/)
    assert.equal(own.headers['cache-control'], 'no-store')
    const visitors = await home(site)
    assert.doesNotMatch(visitors.body, /csrfmiddlewaretoken/)
    assert.notEqual((await home(site, {}, cookies)).body, own.body, 'a token is masked anew each time')
    assert.match((await home(site, { 'accept-language': 'en' })).body, /<html lang="en">/)
    assert.match((await home(site, { 'accept-language': 'zh-CN' })).body, /<html lang="zh-CN">/)
  })
})

describe('a memory', () => {
  test('forgets first what nobody has asked for the longest, once it holds too much', () => {
    const memory = new Memory<string>(10)
    memory.set('a', 'A', 4)
    memory.set('b', 'B', 4)
    assert.equal(memory.get('a'), 'A')
    memory.set('c', 'C', 4)
    assert.deepEqual([memory.get('a'), memory.get('b'), memory.get('c')], ['A', undefined, 'C'])
  })

  test('knows the order however often the same is asked for', () => {
    const memory = new Memory<string>(10)
    memory.set('a', 'A', 4)
    memory.set('b', 'B', 4)
    for (const key of ['b', 'a', 'a', 'b', 'b', 'a']) assert.ok(memory.get(key))
    memory.set('c', 'C', 4)
    assert.deepEqual([memory.get('b'), memory.get('a'), memory.get('c')], [undefined, 'A', 'C'])
  })

  test('spares making the same of the same text, until it was forgotten', () => {
    const made: string[] = []
    const loud = remembering(4, text => {
      made.push(text)
      return text.toUpperCase()
    })
    assert.deepEqual(['a', 'a', 'b', 'a'].map(loud), ['A', 'A', 'B', 'A'])
    assert.deepEqual(made, ['a', 'b'])
    assert.deepEqual(['c', 'b'].map(loud), ['C', 'B'])
    assert.deepEqual(made, ['a', 'b', 'c', 'b'])
  })

  test('counts what is set twice once, and keeps nothing that is too large', () => {
    const memory = new Memory<string>(10)
    for (const value of ['A', 'B']) memory.set('a', value, 6)
    assert.equal(memory.get('a'), 'B')
    memory.set('whole', 'W', 11)
    assert.deepEqual([memory.get('a'), memory.get('whole')], ['B', undefined])
  })
})
