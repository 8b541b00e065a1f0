import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { example } from './helper.ts'
import { type Scratch, servers, siteOn } from './servers.ts'

for (const { name, skip, make } of servers) {
  describe(`the site on ${name}`, { skip }, () => {
    let scratch: Scratch
    let app: FastifyInstance

    before(async () => {
      scratch = await make()
      app = await siteOn(scratch)
    })
    after(async () => {
      await app.close()
      await scratch.drop()
    })

    test('migrates, registers, logs in, publishes, lists, reads and deletes', async () => {
      const post = (path: string, payload: object, token = '') =>
        app.inject({ method: 'POST', url: path, payload, headers: token ? { authorization: `Bearer ${token}` } : {} })
      assert.equal((await post('/users/', example)).statusCode, 201)
      assert.equal((await post('/users/', { ...example, email: 'XDD@xdd.com' })).json().error, '用户已存在')
      const { token } = (await post('/users/login', { email: example.email, password: example.password })).json()
      assert.equal((await post('/posts/', { title: '天空', content: '今天的**天空**。' }, token)).statusCode, 201)
      const list = (await app.inject('/posts/')).json()
      assert.deepEqual([list.pagination.total, list.posts[0].excerpt], [1, '今天的天空。'])
      const read = (await app.inject('/posts/1')).json()
      assert.equal(read.post.author, 'xdd')
      const headers = { authorization: `Bearer ${token}` }
      assert.equal((await app.inject({ method: 'DELETE', url: '/posts/1', headers })).statusCode, 204)
      assert.equal((await app.inject('/posts/1')).statusCode, 404)
    })
  })
}
