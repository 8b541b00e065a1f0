import assert from 'node:assert/strict'
import { newPostOf, POSTS } from '../fixtures.ts'
import { numberFrom, type Workload } from './workload.ts'

export const insertPost: Workload = {
  id: 'W5',
  title: 'insert one post',
  concurrency: [1],
  writes: true,
  run: (session, turn) => session.insertPost(newPostOf(1 + (turn % POSTS))),
  async verify(session, scratch) {
    const id = await session.insertPost(newPostOf(5))
    const copies = `SELECT count(*) FROM post a JOIN post b ON b.id = 5 AND a.title = b.title AND a.author_id = b.author_id`
    assert.equal(await numberFrom(scratch, `${copies} AND a.postdate = b.postdate WHERE a.id = ${Number(id)}`), 1)
  },
}
