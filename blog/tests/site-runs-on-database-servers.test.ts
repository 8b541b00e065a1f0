import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { connect, type Database } from '@inkstone/orm'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { buildApp } from '../app.ts'
import { prepareDatabase } from '../database.ts'
import { readSettings } from '../settings.ts'
import { example } from './helper.ts'

const servers = {
  PostgreSQL: process.env.TEST_POSTGRES_URL ?? 'postgres://root@127.0.0.1:5432/test',
  MariaDB: process.env.TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306/test',
}

/** Open a server, or give undefined where none answers. */
async function reach(url: string): Promise<Database | undefined> {
  try {
    const server = await connect(url)
    await server.query('SELECT 1')
    return server
  } catch {
    return undefined // the test is skipped and says so
  }
}

for (const [name, url] of Object.entries(servers)) {
  const server = await reach(url)
  describe(`the site on ${name}`, { skip: server ? false : `no ${name} answers` }, () => {
    const scratch = `inkstone_site_${randomBytes(6).toString('hex')}`
    let app: FastifyInstance

    before(async () => {
      await server?.execute(`CREATE DATABASE ${scratch}`)
      const own = new URL(url)
      own.pathname = scratch
      const settings = readSettings({
        NODE_ENV: 'test',
        BCRYPT_COST: '4',
        SECRET_KEY: 'the secret key of the tests, 32 bytes or more',
        DATABASE_URL: own.href,
        LOG_LEVEL: 'silent',
      })
      const database = await prepareDatabase(settings, pino({ level: 'silent' }))
      app = await buildApp(settings, { database })
    })
    after(async () => {
      await app?.close()
      await server?.execute(`DROP DATABASE ${scratch}`)
      await server?.close()
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

    test('lets one of twenty registrations of an address win', async () => {
      const payload = { ...example, email: 'race@example.com' }
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => app.inject({ method: 'POST', url: '/users/', payload })),
      )
      const statuses = answers.map(answer => answer.statusCode).sort()
      assert.deepEqual(statuses, [201, ...Array.from({ length: 19 }, () => 400)])
    })
  })
}
