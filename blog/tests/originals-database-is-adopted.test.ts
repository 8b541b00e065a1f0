import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, test } from 'node:test'
import { User } from '../accounts/models.ts'
import { buildApp } from '../app.ts'
import { readSettings } from '../settings.ts'

/** The tables as Django makes them for the document's models, with rows as its code writes them. */
const original = `
  CREATE TABLE "user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(48) NOT NULL,
    "email" varchar(64) NOT NULL UNIQUE, "password" varchar(128) NOT NULL);
  CREATE TABLE "post" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(256) NOT NULL,
    "postdate" datetime NOT NULL, "author_id" integer NOT NULL REFERENCES "user" ("id") DEFERRABLE INITIALLY DEFERRED);
  CREATE INDEX "post_author_id_55c42c40" ON "post" ("author_id");
  CREATE TABLE "content" ("post_id" integer NOT NULL PRIMARY KEY REFERENCES "post" ("id") DEFERRABLE INITIALLY DEFERRED,
    "content" text NOT NULL);
  INSERT INTO "user" VALUES (1, 'xdd', 'Xdd@xdd.com', '$2b$04$2JQvYNbZjOwW9zrVVTREauIi1M3aSZqTvgR9BUL.nOlGzR4VqHyaC');
  INSERT INTO "user" VALUES (4, 'twin', 'xdd@XDD.com', '$2b$04$2JQvYNbZjOwW9zrVVTREauIi1M3aSZqTvgR9BUL.nOlGzR4VqHyaC');
  INSERT INTO "post" VALUES (1, 'old', '2019-05-01 12:30:15.123456', 1);
  INSERT INTO "content" VALUES (1, 'an old text');`

describe('a database of the original', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inkstone-adopted-'))
  after(() => rmSync(folder, { recursive: true }))

  test('is adopted in place: same rows, same passwords, same posts', async () => {
    const file = join(folder, 'blog.sqlite3')
    const before = new DatabaseSync(file)
    before.exec(original)
    before.close()
    const env = { SECRET_KEY: 'the secret key of the tests, 32 bytes or more', LOG_LEVEL: 'silent', NODE_ENV: 'test' }
    const settings = readSettings({ ...env, BCRYPT_COST: '4', DATABASE_URL: `sqlite:${file}` })
    for (const _start of ['first', 'second']) {
      const app = await buildApp(settings)
      const payload = { email: 'xdd@xdd.com', password: 'abc' }
      const answer = await app.inject({ method: 'POST', url: '/users/login', payload })
      assert.equal(answer.statusCode, 200)
      assert.deepEqual(answer.json<{ user: object }>().user, { id: 1, name: 'xdd', email: 'Xdd@xdd.com' })
      const { post } = (await app.inject('/posts/1')).json<{ post: Record<string, unknown> }>()
      assert.deepEqual([post.title, post.author_id, post.content], ['old', 1, 'an old text'])
      assert.equal((await User.objects.get({ pk: 4 })).emailCanonical, null)
      const twin = await app.inject({
        method: 'POST',
        url: '/users/login',
        payload: { ...payload, email: 'xdd@XDD.com' },
      })
      assert.equal(twin.json<{ user: { id: number } }>().user.id, 4, 'who is found by the address as typed')
      await app.close()
    }
  })
})
