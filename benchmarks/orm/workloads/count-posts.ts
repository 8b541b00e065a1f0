import assert from 'node:assert/strict'
import { newPostOf, POSTS, range, USERS } from '../fixtures.ts'
import type { Workload } from './workload.ts'

const PREFIX = 'Rivers'
const EXCEPT = 'Rivers 1'

function expected(authorId: number): number {
  return range(1, POSTS)
    .map(newPostOf)
    .filter(post => post.title.startsWith(PREFIX) || post.authorId === authorId)
    .filter(post => !post.title.startsWith(EXCEPT)).length
}

export const countPosts: Workload = {
  id: 'W4',
  title: 'count with OR, NOT and startswith',
  concurrency: [1],
  writes: false,
  run: (session, turn) => session.countPosts(PREFIX, 1 + (turn % USERS), EXCEPT),
  async verify(session) {
    assert.equal(await session.countPosts(PREFIX, 7, EXCEPT), expected(7))
  },
}
