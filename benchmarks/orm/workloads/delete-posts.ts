import assert from 'node:assert/strict'
import { POSTS } from '../fixtures.ts'
import { DELETED_ROWS, refillPosts } from '../scratch/scratch.ts'
import { numberFrom, type Workload } from './workload.ts'

export const deletePosts: Workload = {
  id: 'W9c',
  title: 'delete 200 posts by filter, their contents with them',
  concurrency: [1],
  writes: true,
  prepare: refillPosts,
  run: session => session.deletePostsAfter(POSTS),
  async verify(session, scratch) {
    await refillPosts(scratch)
    assert.equal(await session.deletePostsAfter(POSTS), DELETED_ROWS)
    assert.equal(await numberFrom(scratch, `SELECT count(*) FROM post WHERE id > ${POSTS}`), 0)
    assert.equal(await numberFrom(scratch, `SELECT count(*) FROM content WHERE post_id > ${POSTS}`), 0)
  },
}
