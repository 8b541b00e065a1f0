import assert from 'node:assert/strict'
import { test } from 'node:test'
import { auto, char, connect, foreignKey, integer, model } from '../src/index.ts'
import { migrate } from '../src/migrations/executor.ts'
import { AGREEING, temporaryProject } from './support/migrations.ts'
import { reachableServers, schemaUrl, serverName } from './support/servers.ts'

const Author = model('Author', { id: auto() })
const reference = foreignKey(() => Author, { onDelete: 'CASCADE', relatedName: '+', null: true })
const title = char({ maxLength: 20 })

/** One model as it goes on: under another name, with another name for its reference, and then without one. */
const HISTORY = [
  model('Post', { id: auto(), title, author: reference }),
  model('Article', { id: auto(), title, author: reference }),
  model('Article', { id: auto(), title, writer: reference }),
  model('Article', { id: auto(), title, writerId: integer({ null: true }) }),
]

for (const url of ['sqlite::memory:', ...(await reachableServers())]) {
  const name = serverName(url)

  test(`${name}: a reference is dropped under the name that it got before its table and column were renamed`, async t => {
    const project = await temporaryProject(t)
    const database = await connect(name === 'sqlite' ? url : await schemaUrl(t, url))
    t.after(() => database.close())
    for (const step of HISTORY) {
      await project.make([Author, step], { questions: AGREEING })
      await migrate(database, project.apps([]))
    }
    const { foreignKeys } = await database.backend.introspection(database).table('article')
    assert.deepEqual(foreignKeys, [])
    await migrate(database, project.apps([]), { target: ['blog', '0001'] })
    const [restored] = (await database.backend.introspection(database).table('post')).foreignKeys
    assert.deepEqual([restored?.columns, restored?.table], [['author_id'], 'author'])
  })
}
