import assert from 'node:assert/strict'
import { postOf } from '../fixtures.ts'
import { assertPost, type Workload } from './workload.ts'

const ROWS = 5000

export const firstPosts: Workload = {
  id: 'W8',
  title: 'load 5,000 posts, dates as Date',
  concurrency: [1],
  writes: false,
  run: session => session.firstPosts(ROWS),
  async verify(session) {
    const posts = await session.firstPosts(ROWS)
    assert.equal(posts.length, ROWS)
    posts.forEach((post, index) => {
      assertPost(post, postOf(index + 1))
    })
  },
}
