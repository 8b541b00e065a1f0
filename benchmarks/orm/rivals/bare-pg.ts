/** `pg` alone with a pool: unnamed statements, parsed and planned at every call, or named ones. */
import pg from 'pg'
import {
  FIRST_ROWS,
  type NewPost,
  PAGE_ROWS,
  POOL_SIZE,
  type Post,
  type PostWithAuthor,
  type Session,
  type User,
} from '../session.ts'

interface PageRow extends Post {
  email: string
  name: string
  password: string
}

const USER = 'SELECT id, email, name, password FROM "user"'
const POST = 'post.id, title, author_id AS "authorId", postdate'

export const openUnnamed = (url: string): Session => open(url, () => ({}))
export const openNamed = (url: string): Session => open(url, name => ({ name }))

function open(url: string, naming: (name: string) => { name?: string }): Session {
  const pool = new pg.Pool({ connectionString: url, max: POOL_SIZE, idleTimeoutMillis: 0 })
  const ask = (name: string, text: string, values: unknown[]) => pool.query({ ...naming(name), text, values })
  return {
    userByKey: async id => (await ask('by-key', `${USER} WHERE id = $1`, [id])).rows[0] as User,
    userByEmail: async email =>
      (await ask('by-email', `${USER} WHERE email = $1 ORDER BY id LIMIT 1`, [email])).rows[0] as User,
    async pageOfPosts(offset) {
      const text = `SELECT ${POST}, email, name, password FROM post JOIN "user" ON "user".id = author_id
        ORDER BY post.id DESC LIMIT ${PAGE_ROWS} OFFSET $1`
      return (await ask('page', text, [offset])).rows.map(postWithAuthorOf)
    },
    async countPosts(prefix, authorId, except) {
      const text = 'SELECT count(*) FROM post WHERE (title LIKE $1 OR author_id = $2) AND NOT title LIKE $3'
      return Number((await ask('count', text, [`${prefix}%`, authorId, `${except}%`])).rows[0].count)
    },
    async insertPost({ title, authorId, postdate }) {
      const text = 'INSERT INTO post (title, author_id, postdate) VALUES ($1, $2, $3) RETURNING id'
      return (await ask('insert', text, [title, authorId, postdate])).rows[0].id
    },
    insertPosts: posts => ask('insert-many', insertSql(posts.length), posts.flatMap(cells)),
    renamePost: (id, title) => ask('rename', 'UPDATE post SET title = $1 WHERE id = $2', [title, id]),
    firstPosts: async () =>
      (await ask('first', `SELECT ${POST} FROM post ORDER BY post.id LIMIT ${FIRST_ROWS}`, [])).rows,
    deleteContentsAfter: async postId =>
      (await ask('delete-contents', 'DELETE FROM content WHERE post_id > $1', [postId])).rowCount ?? 0,
    deletePostsAfter: async id => (await ask('delete-posts', 'DELETE FROM post WHERE id > $1', [id])).rowCount ?? 0,
    close: () => pool.end(),
  }
}

const cells = (post: NewPost): unknown[] => [post.title, post.authorId, post.postdate]

/** INSERT of so many rows. */
function insertSql(rows: number): string {
  const places = Array.from({ length: rows }, (_, row) => `($${3 * row + 1}, $${3 * row + 2}, $${3 * row + 3})`)
  return `INSERT INTO post (title, author_id, postdate) VALUES ${places.join(', ')}`
}

function postWithAuthorOf({ id, title, authorId, postdate, email, name, password }: PageRow): PostWithAuthor {
  return { id, title, authorId, postdate, author: { id: authorId, email, name, password } }
}
