/** The data that every database is filled with: the same rows in every run, so that answers can be checked. */
import type { NewPost, Post, PostWithAuthor, User } from './session.ts'

export const USERS = 1000
export const POSTS = 20_000
const MINUTE = 60_000
const FIRST_DAY = Date.UTC(2024, 0, 1)
const SUBJECTS = ['Rivers', 'Ink', 'Paper', 'Brushes', 'Stones', 'Mountains', 'Tea', 'Letters', 'Winter', 'Sails']
/** As long as a real one, and as dull. */
const PASSWORD = `bcrypt_sha256$$2b$12$${'x'.repeat(53)}`

export const userOf = (id: number): User => ({
  id,
  email: `user${id}@example.com`,
  name: `User ${id}`,
  password: PASSWORD,
})

export const titleOf = (id: number): string => `${SUBJECTS[id % SUBJECTS.length]} ${id}`

export const newPostOf = (id: number): NewPost => ({
  title: titleOf(id),
  authorId: 1 + ((id * 31) % USERS),
  postdate: new Date(FIRST_DAY + id * 37 * MINUTE),
})

export const postOf = (id: number): Post => ({ id, ...newPostOf(id) })

export function postWithAuthorOf(id: number): PostWithAuthor {
  const post = postOf(id)
  return { ...post, author: userOf(post.authorId) }
}

export const contentOf = (id: number): string => `What ${titleOf(id)} is about. `.repeat(10)

/** The numbers from `first` to `last`. */
export const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index)
