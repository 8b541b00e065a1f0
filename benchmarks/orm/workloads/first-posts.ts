import assert from 'node:assert/strict'
import { postOf } from '../fixtures.ts'
import { FIRST_ROWS } from '../session.ts'
import { assertPost, type Workload } from './workload.ts'

export const firstPosts: Workload = {
  id: 'W8',
  title: 'load 5,000 posts, dates as Date',
  concurrency: [1],
  writes: false,
  run: session => session.firstPosts(FIRST_ROWS),
  async verify(session) {
    const posts = await session.firstPosts(FIRST_ROWS)
    assert.equal(posts.length, FIRST_ROWS)
    posts.forEach((post, index) => {
      assertPost(post, postOf(index + 1))
    })
  },
}
