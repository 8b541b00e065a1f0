import assert from 'node:assert/strict'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { buildApp } from '../../app.ts'
import { readSettings } from '../../settings.ts'
import { example } from '../helper.ts'
import { folder, manage } from './manage.ts'

const live = join(folder, 'live')
const copy = join(folder, 'copies', 'monday')
const keep = { NODE_ENV: 'test', BCRYPT_COST: '4', LOG_LEVEL: 'silent' }

/** Settings of a site whose database and key lie in one folder, as commands get them. */
const inFolder = (dir: string) => ({ DATA_DIR: dir, DATABASE_URL: '', SECRET_KEY: '' })

const siteIn = (dir: string) => buildApp(readSettings({ ...keep, DATA_DIR: dir }))

test('a copy made beside a running site starts as that site, with its users, posts, tokens and keys', async () => {
  const site = await siteIn(live)
  const register = await site.inject({ method: 'POST', url: '/users/', payload: example })
  const { token } = register.json<{ token: string }>()
  const headers = { authorization: `Bearer ${token}` }
  await site.inject({ method: 'POST', url: '/posts/', headers, payload: { title: '天空', content: '蓝' } })
  const made = manage(['backup', copy], '', inFolder(live))
  assert.deepEqual(made, { status: 0, stdout: 'Copied: inkstone.sqlite3, secret_key.', stderr: '' })
  await site.inject({ method: 'DELETE', url: '/posts/1', headers })
  await site.close()
  assert.equal(statSync(copy).mode & 0o777, 0o700)
  assert.deepEqual(readdirSync(copy).sort(), ['inkstone.sqlite3', 'secret_key'])

  const restored = await siteIn(copy)
  assert.equal((await restored.inject({ url: '/users/me', headers })).json().user.email, example.email)
  assert.equal((await restored.inject('/posts/1')).json().post.title, '天空')
  await restored.close()
})

test('what cannot be copied is said in a line, and nothing is written over', () => {
  const again = manage(['backup', copy], '', inFolder(live))
  assert.deepEqual([again.status, again.stderr], [1, `${copy} is there already; name a folder that is not.`])
  const none = manage(['backup', join(folder, 'x')], '', inFolder(join(folder, 'nowhere')))
  assert.match(none.stderr, /^There is no database .*nowhere.inkstone\.sqlite3 to copy\.$/)
  const server = manage(['backup', join(folder, 'x')], '', { ...inFolder(live), DATABASE_URL: 'postgres://a@b/c' })
  assert.match(server.stderr, /pg_dump/)
  assert.equal(manage(['backup'], '', inFolder(live)).stderr, 'Usage: backup FOLDER')
  const withKey = { ...inFolder(live), SECRET_KEY: 'the secret key of the tests, 32 bytes or more' }
  assert.equal(manage(['backup', join(folder, 'third')], '', withKey).status, 0)
})
