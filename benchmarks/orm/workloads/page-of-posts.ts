import assert from 'node:assert/strict'
import { POSTS, postWithAuthorOf } from '../fixtures.ts'
import { PAGE_ROWS } from '../session.ts'
import { assertPostWithAuthor, type Workload } from './workload.ts'

export const pageOfPosts: Workload = {
  id: 'W3',
  title: 'page of 20 posts at offset 20 by -id, authors loaded',
  concurrency: [1, 16],
  writes: false,
  run: session => session.pageOfPosts(PAGE_ROWS, PAGE_ROWS),
  async verify(session) {
    const page = await session.pageOfPosts(PAGE_ROWS, PAGE_ROWS)
    assert.equal(page.length, PAGE_ROWS)
    page.forEach((post, index) => {
      assertPostWithAuthor(post, postWithAuthorOf(POSTS - PAGE_ROWS - index))
    })
  },
}
