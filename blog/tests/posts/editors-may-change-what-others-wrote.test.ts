import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { User } from '../../accounts/models.ts'
import { grantRole } from '../../accounts/roles/grants.ts'
import { buildSite as buildWith } from '../helper.ts'
import { Reader } from '../reader.ts'
import { buildSite, type Site } from '../site.ts'

const password = 'some long password'
const payload = { title: '新题', content: '新文' }

/** A post by its author, and the tokens of three others: an editor, an author, a superuser. */
async function scene(site: Site) {
  const id = await site.publish(await site.register(), { title: '旧题', content: '旧文' })
  const register = async (email: string, role?: string) => {
    const token = await site.register({ email, password })
    if (role) await grantRole(await User.objects.get({ email }), role)
    return token
  }
  const editor = await register('editor@xdd.com', 'editor')
  const author = await register('author@xdd.com', 'author')
  const superuser = await register('root@xdd.com', 'superuser')
  return { url: `/posts/${id}`, id, editor, author, superuser }
}

describe('through the JSON calls', () => {
  test('an editor and a superuser change and delete what somebody else wrote', async t => {
    const site = await buildSite(t)
    const { url, editor, superuser } = await scene(site)
    const put = await site.request('PUT', url, { token: editor, json: payload })
    assert.deepEqual([put.statusCode, put.json().post.title, put.json().post.author_id], [200, '新题', 1])
    assert.equal((await site.request('PATCH', url, { token: superuser, json: { title: '又' } })).statusCode, 200)
    assert.equal((await site.request('DELETE', url, { token: editor })).statusCode, 204)
  })

  test('another author may not', async t => {
    const site = await buildSite(t)
    const { url, author } = await scene(site)
    for (const method of ['PUT', 'DELETE']) {
      const answer = await site.request(method, url, { token: author, json: payload })
      assert.deepEqual([answer.statusCode, answer.json().code], [403, 'forbidden'], method)
    }
  })

  test('an API token of an editor does no more than its scopes', async t => {
    const site = await buildSite(t)
    const { url, editor } = await scene(site)
    const made = async (scope: string) => {
      const json = { name: 'a program', scopes: [scope] }
      return (await site.request('POST', '/users/me/tokens', { token: editor, json })).json().token
    }
    const reading = await site.request('PUT', url, { token: await made('account:read'), json: payload })
    assert.deepEqual([reading.statusCode, reading.json().code], [403, 'insufficient_scope'])
    assert.equal((await site.request('PUT', url, { token: await made('posts:write'), json: payload })).statusCode, 200)
  })

  test('an editor who is disabled stops at once', async t => {
    const site = await buildSite(t)
    const { url, editor } = await scene(site)
    await User.objects.filter({ email: 'editor@xdd.com' }).update({ disabledAt: new Date(site.now.ms) })
    assert.equal((await site.request('PUT', url, { token: editor, json: payload })).statusCode, 401)
  })
})

describe('on the pages', () => {
  const offers = (body: string, id: number) => [
    body.includes(`href="/write/${id}"`),
    body.includes(`href="/me/posts/${id}/delete"`),
  ]

  test('an editor is offered to edit and delete, does so, and goes on to the list', async t => {
    const site = await buildSite(t)
    const { url, id } = await scene(site)
    const reader = new Reader(site)
    await reader.logIn('editor@xdd.com', password)
    assert.deepEqual(offers((await reader.open(url)).body, id), [true, true])
    assert.match((await reader.open(`/write/${id}`)).body, /旧文/)
    assert.equal((await reader.send(`/write/${id}`, payload)).statusCode, 303)
    assert.match((await reader.open(url)).body, /新文/)
    await reader.open(`/me/posts/${id}/delete`)
    const deleted = await reader.send(`/me/posts/${id}/delete`)
    assert.deepEqual([deleted.statusCode, deleted.headers.location], [303, '/'])
  })

  test('another author is offered neither, and gets neither', async t => {
    const site = await buildSite(t)
    const { url, id } = await scene(site)
    const reader = new Reader(site)
    await reader.logIn('author@xdd.com', password)
    assert.deepEqual(offers((await reader.open(url)).body, id), [false, false])
    for (const path of [`/write/${id}`, `/me/posts/${id}/delete`]) {
      assert.equal((await reader.open(path)).statusCode, 403)
    }
    assert.equal((await reader.send(`/me/posts/${id}/delete`)).statusCode, 403)
  })
})

describe('where publishing is left to authors', () => {
  test('whoever registers only reads, until they are made an author', async t => {
    const site = await buildWith({ PUBLISHING: 'authors', RATE_LIMIT: 'off' })
    t.after(() => site.close())
    const email = 'xdd@xdd.com'
    const json = { name: 'xdd', email, password }
    const { token } = (await site.request('POST', '/users/', { json })).json()
    const publish = () => site.request('POST', '/posts/', { token, json: payload })
    assert.equal((await publish()).statusCode, 403)
    const reader = new Reader(site)
    await reader.logIn(email, password)
    for (const path of ['/', '/me/posts']) assert.doesNotMatch((await reader.open(path)).body, /href="\/pub"/)
    assert.equal((await reader.open('/pub')).statusCode, 403)
    assert.equal((await reader.send('/pub', payload)).statusCode, 403)

    await grantRole(await User.objects.get({ email }), 'author')
    const { id } = (await publish()).json().post
    assert.equal((await site.request('PUT', `/posts/${id}`, { token, json: payload })).statusCode, 200)
    assert.match((await reader.open('/')).body, /href="\/pub"/)
  })

  test('whoever is an author no longer keeps their posts as they are', async t => {
    const site = await buildWith({ PUBLISHING: 'authors', RATE_LIMIT: 'off' })
    t.after(() => site.close())
    const json = { name: 'xdd', email: 'xdd@xdd.com', password }
    const { token } = (await site.request('POST', '/users/', { json })).json()
    const user = await User.objects.get({ pk: 1 })
    await grantRole(user, 'author')
    const { id } = (await site.request('POST', '/posts/', { token, json: payload })).json().post
    await user.groups.clear()
    for (const method of ['PUT', 'DELETE']) {
      assert.equal((await site.request(method, `/posts/${id}`, { token, json: payload })).statusCode, 403)
    }
  })
})
