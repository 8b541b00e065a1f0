import assert from 'node:assert/strict'
import { test } from 'node:test'
import { auto, char, connect, foreignKey, integer, manyToMany, model, text } from '../src/index.ts'
import { migrate } from '../src/migrations/executor.ts'
import { AGREEING, schemaOf, temporaryProject } from './support/migrations.ts'
import { reachableServers, schemaUrl } from './support/servers.ts'

class Author extends model('Author', { id: auto(), name: char({ maxLength: 64, unique: true }) }) {}
class Tag extends model('Tag', { id: auto(), name: char({ maxLength: 20 }) }) {}
class Post extends model(
  'Post',
  {
    id: auto(),
    title: char({ maxLength: 20 }),
    author: foreignKey(() => Author, { onDelete: 'CASCADE', relatedName: '+', null: true }),
    tags: manyToMany(() => Tag, { relatedName: '+' }),
  },
  { uniqueTogether: [['author', 'title']] },
) {}

class LaterPost extends model(
  'Post',
  {
    id: auto(),
    headline: char({ maxLength: 20 }),
    author: foreignKey(() => Author, { onDelete: 'CASCADE', relatedName: '+' }),
    tags: manyToMany(() => Tag, { relatedName: '+' }),
    views: integer({ default: 7 }),
    note: text({ null: true }),
  },
  { uniqueTogether: [['author', 'headline']], indexes: [{ fields: ['-views'] }] },
) {}

for (const url of await reachableServers()) {
  const server = new URL(url).protocol.slice(0, -1)

  test(`${server}: tables change in place with their rows, and the way back restores the schema`, async t => {
    const project = await temporaryProject(t)
    const database = await connect(await schemaUrl(t, url))
    t.after(() => database.close())
    await project.make([Author, Tag, Post])
    await migrate(database, project.apps([]))
    const before = await schemaOf(database)
    await database.execute("INSERT INTO author (name) VALUES ('ann')")
    await database.execute("INSERT INTO post (title, author_id) VALUES ('first', NULL)")

    await project.make([Author, Tag, LaterPost], { questions: { ...AGREEING, valueForRows: () => 1 } })
    await migrate(database, project.apps([]))
    assert.deepEqual(await database.query('SELECT headline, author_id, views, note FROM post'), [['first', 1, 7, null]])
    assert.deepEqual(await project.make([Author, Tag, LaterPost]), [])

    await migrate(database, project.apps([]), { target: ['blog', '0001'] })
    assert.deepEqual(await schemaOf(database), before)
    await migrate(database, project.apps([]), { target: ['blog', 'zero'] })
    assert.deepEqual(await schemaOf(database), [])
  })

  test(`${server}: processes that migrate at once apply each migration once`, async t => {
    const project = await temporaryProject(t)
    const own = await schemaUrl(t, url)
    await project.make([Author])
    const databases = await Promise.all([1, 2, 3].map(() => connect(own)))
    t.after(() => Promise.all(databases.map(database => database.close())))
    const done = await Promise.all(databases.map(database => migrate(database, project.apps([]))))
    assert.equal(done.flat().length, 1)
  })
}
