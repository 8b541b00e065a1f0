import assert from 'node:assert/strict'
import type { Scratch } from '../scratch/scratch.ts'
import type { Post, PostWithAuthor, Session, User } from '../session.ts'

/** One operation that is measured, with the proof that a rival does it. */
export interface Workload {
  readonly id: string
  readonly title: string
  /** Measured with these many calls at once; more than one only where the database is reached over a wire. */
  readonly concurrency: readonly number[]
  /** Rows change: they are put back after every measurement. */
  readonly writes: boolean
  /** Runs before every single call, untimed. */
  readonly prepare?: (scratch: Scratch) => Promise<void>
  /** One call; `turn` counts them, so that calls differ. */
  run(session: Session, turn: number): unknown
  /** Throws when the answer is not the expected one, or the database not in the expected state afterwards. */
  verify(session: Session, scratch: Scratch): Promise<void>
}

/** Assert the properties of a user, whatever class it is of. */
export function assertUser(actual: User, expected: User): void {
  const { id, email, name, password } = actual
  assert.deepEqual({ id, email, name, password }, expected)
}

/** Assert the properties of a post, whatever class it is of. */
export function assertPost(actual: Post, expected: Post): void {
  const { id, title, authorId, postdate } = actual
  assert.ok(postdate instanceof Date, 'a date that is no Date')
  assert.deepEqual(
    { id, title, authorId, postdate: postdate.getTime() },
    { ...expected, postdate: expected.postdate.getTime() },
  )
}

/** Assert the properties of a post and its author. */
export function assertPostWithAuthor(actual: PostWithAuthor, expected: PostWithAuthor): void {
  const { author, ...post } = expected
  assertPost(actual, post)
  assertUser(actual.author, author)
}

/** The first cell of the first row, as a number. */
export async function numberFrom(scratch: Scratch, sql: string): Promise<number> {
  return Number((await scratch.rows(sql))[0]?.[0])
}
