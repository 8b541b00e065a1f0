import assert from 'node:assert/strict'
import { newPostOf, POSTS, range } from '../fixtures.ts'
import { numberFrom, type Workload } from './workload.ts'

const ROWS = 1000
const batch = range(1, ROWS).map(newPostOf)

export const insertPosts: Workload = {
  id: 'W6',
  title: 'insert 1,000 posts',
  concurrency: [1],
  writes: true,
  run: session => session.insertPosts(batch),
  async verify(session, scratch) {
    await session.insertPosts(batch)
    const copies = `SELECT count(*) FROM post a JOIN post b ON b.id <= ${ROWS} AND a.title = b.title AND a.author_id = b.author_id`
    assert.equal(await numberFrom(scratch, `${copies} AND a.postdate = b.postdate WHERE a.id > ${POSTS}`), ROWS)
  },
}
