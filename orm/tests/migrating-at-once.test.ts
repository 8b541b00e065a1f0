import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { auto, char, connect, model } from '../src/index.ts'
import { temporaryFolder } from './support/databases.ts'
import { temporaryProject } from './support/migrations.ts'

const MIGRATING = join(import.meta.dirname, 'support', 'migrating-process.ts')

class Note extends model('Note', { id: auto(), text: char({ maxLength: 20 }) }) {}
class Tag extends model('Tag', { id: auto(), name: char({ maxLength: 20 }) }) {}

async function start(url: string, folder: string): Promise<ChildProcess> {
  const child = fork(MIGRATING, [url, folder])
  await once(child, 'message')
  return child
}

test('processes that start at once migrate once', async t => {
  const project = await temporaryProject(t)
  await project.make([Note])
  await project.make([Note, Tag])
  const [app] = project.apps([])
  const url = `sqlite:${join(await temporaryFolder(t), 'test.db')}`
  const children = await Promise.all([1, 2, 3].map(() => start(url, String(app?.migrations))))
  const answers = children.map(child => once(child, 'message'))
  for (const child of children) child.send('begin')
  const counts = (await Promise.all(answers)).map(([count]) => Number(count))
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    2,
    'each of the two migrations ran in one process',
  )
  const database = await connect(url)
  t.after(() => database.close())
  assert.deepEqual(await database.query('SELECT count(*) FROM inkstone_migration'), [[2]])
})
