import assert from 'node:assert/strict'
import { POSTS, postWithAuthorOf } from '../fixtures.ts'
import { assertPostWithAuthor, type Workload } from './workload.ts'

const SIZE = 20

export const pageOfPosts: Workload = {
  id: 'W3',
  title: 'page of 20 posts at offset 20 by -id, authors loaded',
  concurrency: [1, 16],
  writes: false,
  run: session => session.pageOfPosts(SIZE, SIZE),
  async verify(session) {
    const page = await session.pageOfPosts(SIZE, SIZE)
    assert.equal(page.length, SIZE)
    page.forEach((post, index) => {
      assertPostWithAuthor(post, postWithAuthorOf(POSTS - SIZE - index))
    })
  },
}
