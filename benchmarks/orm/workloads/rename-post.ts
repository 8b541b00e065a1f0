import assert from 'node:assert/strict'
import { POSTS, titleOf } from '../fixtures.ts'
import type { Workload } from './workload.ts'

const STEP = 379

export const renamePost: Workload = {
  id: 'W7',
  title: 'update one post by primary key',
  concurrency: [1],
  writes: true,
  run(session, turn) {
    const id = 1 + ((turn * STEP) % POSTS)
    return session.renamePost(id, `${titleOf(id)}, revised`)
  },
  async verify(session, scratch) {
    await session.renamePost(3, 'Renamed')
    assert.deepEqual(await scratch.rows("SELECT id FROM post WHERE title = 'Renamed'"), [[3]])
    await session.renamePost(3, titleOf(3))
    assert.deepEqual(await scratch.rows('SELECT title FROM post WHERE id = 3'), [[titleOf(3)]])
  },
}
