import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, test } from 'node:test'
import bcryptjs from 'bcryptjs'
import { type RunningBlog, startBlog } from './support/blog.ts'

/** The request of the document, letter by letter. */
const body = '{"password":"abc","name":"xdd","email":"xdd@xdd.com"}'

describe("the document's example against npm start", () => {
  let blog: RunningBlog
  let response: Response
  let answer: { token: string }

  before(async () => {
    blog = await startBlog()
    const headers = { 'content-type': 'application/json' }
    response = await fetch(`${blog.origin}/users/`, { method: 'POST', headers, body })
    answer = (await response.json()) as { token: string } // checked by the first test
  })
  after(() => blog.stop())

  test('registers, and answers the token and nothing else', () => {
    assert.equal(response.status, 201)
    assert.deepEqual(Object.keys(answer), ['token'])
  })

  test('the token verifies with HMAC and SHA-256 alone, and carries the claims of the document', () => {
    const [header = '', payload = '', signature = ''] = answer.token.split('.')
    const key = readFileSync(path.join(blog.dataDir, 'secret_key'), 'utf8').trim()
    assert.equal(createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url'), signature)
    assert.equal(JSON.parse(Buffer.from(header, 'base64url').toString()).alg, 'HS256')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    assert.equal(claims.user_id, 1)
    assert.equal(typeof claims.timestamp, 'number')
  })

  test('the stored hash verifies with another bcrypt', async () => {
    const db = new DatabaseSync(path.join(blog.dataDir, 'inkstone.sqlite3'), { readOnly: true })
    const { password } = db.prepare('SELECT password FROM user').get() as { password: string } // one row, NOT NULL
    db.close()
    assert.match(password, /^\$2b\$12\$/)
    assert.equal(await bcryptjs.compare('abc', password), true)
    assert.equal(await bcryptjs.compare('abd', password), false)
  })
})
