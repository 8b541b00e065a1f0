/** A database made for one rival, and a connection of its own to prepare, check and clean it. */
import { POSTS } from '../fixtures.ts'

export interface Scratch {
  /** What the rival opens. */
  readonly url: string
  /** Run one statement; rows as arrays. */
  rows(sql: string): Promise<unknown[][]>
  /** Let the database tidy up after many writes, where it does not do that by itself. */
  tidy(): Promise<void>
  close(): Promise<void>
}

/** How a rival keeps dates on SQLite, which has no type for them: each in the way that its documentation shows. */
export type DateStorage = 'text' | 'textMilliseconds' | 'iso' | 'milliseconds'

export const DELETED_ROWS = 200
export const LAST_KEPT_CONTENT = POSTS - DELETED_ROWS

/** Put back the contents that a deletion took. */
export async function refillContents(scratch: Scratch): Promise<void> {
  await scratch.rows(`DELETE FROM content WHERE post_id > ${LAST_KEPT_CONTENT}`)
  await scratch.rows(
    `INSERT INTO content (post_id, content) SELECT id, 'refilled' FROM post WHERE id > ${LAST_KEPT_CONTENT} AND id <= ${POSTS}`,
  )
}

/** Add the posts, with contents, that a deletion will take. */
export async function refillPosts(scratch: Scratch): Promise<void> {
  await scratch.rows(`DELETE FROM post WHERE id > ${POSTS}`)
  await scratch.rows(
    `INSERT INTO post (id, title, author_id, postdate)
     SELECT id + ${POSTS}, title, author_id, postdate FROM post WHERE id <= ${DELETED_ROWS}`,
  )
  await scratch.rows(`INSERT INTO content (post_id, content) SELECT id, 'refilled' FROM post WHERE id > ${POSTS}`)
}

/** Remove what a workload inserted and put back what it deleted. */
export async function restore(scratch: Scratch): Promise<void> {
  await scratch.rows(`DELETE FROM post WHERE id > ${POSTS}`)
  await refillContents(scratch)
  await scratch.tidy()
}
