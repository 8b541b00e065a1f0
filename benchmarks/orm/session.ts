/** What every rival can do: the workloads' operations over an open database, all with the same answers. */

export interface User {
  readonly id: number
  readonly email: string
  readonly name: string
  readonly password: string
}

export interface NewPost {
  readonly title: string
  readonly authorId: number
  readonly postdate: Date
}

export interface Post extends NewPost {
  readonly id: number
}

export interface PostWithAuthor extends Post {
  readonly author: User
}

/** The result, or a promise of it: a driver that answers at once need not wait for the next microtask. */
export type Answer<T> = T | PromiseLike<T>

/** An open database. Where several calls may run at once, they share a pool of {@link POOL_SIZE} connections. */
export interface Session {
  userByKey(id: number): Answer<User>
  userByEmail(email: string): Answer<User>
  /** Posts by descending key, each with its author. */
  pageOfPosts(offset: number, limit: number): Answer<readonly PostWithAuthor[]>
  /** Count the posts that start with `prefix` or are by `authorId`, without those that start with `except`. */
  countPosts(prefix: string, authorId: number, except: string): Answer<number>
  /** Insert a post and answer its key. */
  insertPost(post: NewPost): Answer<number>
  /** Insert posts, all or none. */
  insertPosts(posts: readonly NewPost[]): Answer<unknown>
  renamePost(id: number, title: string): Answer<unknown>
  /** The first posts by key, dates as `Date`. */
  firstPosts(limit: number): Answer<readonly Post[]>
  /** Delete the contents of the posts after this key and answer how many there were. */
  deleteContentsAfter(postId: number): Answer<number>
  /** Delete the posts after this key with their contents and answer how many posts there were. */
  deletePostsAfter(id: number): Answer<number>
  close(): Answer<void>
}

/** Opens the database of a URL: a file path for SQLite, `postgres://…` for PostgreSQL. */
export type Open = (url: string) => Answer<Session>

export const POOL_SIZE = 16
/** The limits that the workloads ask for: what is prepared by hand may count on them. */
export const PAGE_ROWS = 20
export const FIRST_ROWS = 5000
