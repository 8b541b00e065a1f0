/** The drivers alone, as a careful programmer writes them: statements prepared once, no promise where none is needed. */
import { DatabaseSync } from 'node:sqlite'
import BetterSqlite3 from 'better-sqlite3'
import { PRAGMAS } from '../scratch/sqlite.ts'
import {
  FIRST_ROWS,
  type NewPost,
  PAGE_ROWS,
  type Post,
  type PostWithAuthor,
  type Session,
  type User,
} from '../session.ts'
import { decodeDate, encodeDate } from './text-dates.ts'

interface Statement {
  get(...params: (string | number)[]): unknown
  all(...params: (string | number)[]): unknown[]
  run(...params: (string | number)[]): { changes: number | bigint; lastInsertRowid: number | bigint }
}

interface Driver {
  exec(sql: string): void
  prepare(sql: string): Statement
  close(): void
}

interface PostRow {
  id: number
  title: string
  authorId: number
  postdate: string
}
interface PageRow extends PostRow {
  email: string
  name: string
  password: string
}

export const openNode = (url: string): Session => open(new DatabaseSync(url))
/** The same behind functions that promise their answers, as everything must that speaks to a server, too: what promises alone cost. */
export const openNodePromised = (url: string): Session => promised(openNode(url))
export const openBetter = (url: string): Session => open(new BetterSqlite3(url))

const POST = 'post.id, title, author_id AS "authorId", postdate'

function open(database: Driver): Session {
  for (const pragma of PRAGMAS) database.exec(`PRAGMA ${pragma}`)
  const user = 'SELECT id, email, name, password FROM user'
  const byKey = database.prepare(`${user} WHERE id = ?`)
  const byEmail = database.prepare(`${user} WHERE email = ? ORDER BY id LIMIT 1`)
  // Limits are literals: SQLite plans a statement anew at every call when its LIMIT is a parameter.
  const page = database.prepare(
    `SELECT ${POST}, email, name, password FROM post JOIN user ON user.id = author_id ORDER BY post.id DESC LIMIT ${PAGE_ROWS} OFFSET ?`,
  )
  // GLOB, since LIKE does not respect case on SQLite.
  const count = database.prepare(
    'SELECT count(*) AS total FROM post WHERE (title GLOB ? OR author_id = ?) AND NOT title GLOB ?',
  )
  const insert = database.prepare('INSERT INTO post (title, author_id, postdate) VALUES (?, ?, ?)')
  const rename = database.prepare('UPDATE post SET title = ? WHERE id = ?')
  const first = database.prepare(`SELECT ${POST} FROM post ORDER BY post.id LIMIT ${FIRST_ROWS}`)
  const deleteContents = database.prepare('DELETE FROM content WHERE post_id > ?')
  const deletePosts = database.prepare('DELETE FROM post WHERE id > ?')
  const insertOne = (post: NewPost) => insert.run(post.title, post.authorId, encodeDate(post.postdate)).lastInsertRowid
  return {
    userByKey: id => byKey.get(id) as User,
    userByEmail: email => byEmail.get(email) as User,
    pageOfPosts: offset => (page.all(offset) as PageRow[]).map(postWithAuthorOf),
    countPosts: (prefix, authorId, except) =>
      (count.get(`${prefix}*`, authorId, `${except}*`) as { total: number }).total,
    insertPost: post => Number(insertOne(post)),
    insertPosts(posts) {
      database.exec('BEGIN')
      for (const post of posts) insertOne(post)
      database.exec('COMMIT')
    },
    renamePost: (id, title) => rename.run(title, id).changes,
    firstPosts: () => (first.all() as PostRow[]).map(postOf),
    deleteContentsAfter: postId => Number(deleteContents.run(postId).changes),
    deletePostsAfter: id => Number(deletePosts.run(id).changes),
    close: () => database.close(),
  }
}

function promised(session: Session): Session {
  return {
    userByKey: async id => session.userByKey(id),
    userByEmail: async email => session.userByEmail(email),
    pageOfPosts: async (offset, limit) => session.pageOfPosts(offset, limit),
    countPosts: async (prefix, authorId, except) => session.countPosts(prefix, authorId, except),
    insertPost: async post => session.insertPost(post),
    insertPosts: async posts => session.insertPosts(posts),
    renamePost: async (id, title) => session.renamePost(id, title),
    firstPosts: async limit => session.firstPosts(limit),
    deleteContentsAfter: async postId => session.deleteContentsAfter(postId),
    deletePostsAfter: async id => session.deletePostsAfter(id),
    close: () => session.close(),
  }
}

const postOf = ({ id, title, authorId, postdate }: PostRow): Post => ({
  id,
  title,
  authorId,
  postdate: decodeDate(postdate),
})

function postWithAuthorOf({ id, title, authorId, postdate, email, name, password }: PageRow): PostWithAuthor {
  return { id, title, authorId, postdate: decodeDate(postdate), author: { id: authorId, email, name, password } }
}
