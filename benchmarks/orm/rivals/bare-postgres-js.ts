/** postgres.js alone: its statements are named and sent in one flight by themselves. */
import postgres from 'postgres'
import { POOL_SIZE, type Post, type Session, type User } from '../session.ts'

export function open(url: string): Session {
  const sql = postgres(url, { max: POOL_SIZE })
  return {
    userByKey: async id =>
      (await sql<User[]>`SELECT id, email, name, password FROM "user" WHERE id = ${id}`)[0] as User,
    userByEmail: async email =>
      (
        await sql<User[]>`SELECT id, email, name, password FROM "user" WHERE email = ${email} ORDER BY id LIMIT 1`
      )[0] as User,
    async pageOfPosts(offset, limit) {
      const rows = await sql<(Post & Omit<User, 'id'>)[]>`
        SELECT post.id, title, author_id AS "authorId", postdate, email, name, password
        FROM post JOIN "user" ON "user".id = author_id ORDER BY post.id DESC LIMIT ${limit} OFFSET ${offset}`
      return rows.map(({ id, title, authorId, postdate, email, name, password }) => ({
        id,
        title,
        authorId,
        postdate,
        author: { id: authorId, email, name, password },
      }))
    },
    async countPosts(prefix, authorId, except) {
      const rows = await sql`
        SELECT count(*) FROM post WHERE (title LIKE ${`${prefix}%`} OR author_id = ${authorId}) AND NOT title LIKE ${`${except}%`}`
      return Number(rows[0]?.count)
    },
    async insertPost({ title, authorId, postdate }) {
      const rows = await sql`
        INSERT INTO post (title, author_id, postdate) VALUES (${title}, ${authorId}, ${postdate}) RETURNING id`
      return rows[0]?.id
    },
    async insertPosts(posts) {
      const rows = posts.map(({ title, authorId, postdate }) => ({ title, author_id: authorId, postdate }))
      await sql`INSERT INTO post ${sql(rows)}`
    },
    renamePost: async (id, title) => await sql`UPDATE post SET title = ${title} WHERE id = ${id}`,
    firstPosts: async limit =>
      await sql<Post[]>`
      SELECT id, title, author_id AS "authorId", postdate FROM post ORDER BY id LIMIT ${limit}`,
    deleteContentsAfter: async postId => (await sql`DELETE FROM content WHERE post_id > ${postId}`).count,
    deletePostsAfter: async id => (await sql`DELETE FROM post WHERE id > ${id}`).count,
    close: () => sql.end(),
  }
}
