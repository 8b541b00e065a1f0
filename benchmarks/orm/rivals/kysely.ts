/** Kysely, plain. It leaves dates on SQLite to its user: kept as text, turned into `Date` here. */
import BetterSqlite3 from 'better-sqlite3'
import { type ColumnType, type Generated, Kysely, PostgresDialect, SqliteDialect } from 'kysely'
import pg from 'pg'
import { PRAGMAS } from '../scratch/sqlite.ts'
import { POOL_SIZE, type Session } from '../session.ts'
import { asDate, asText, type Dates } from './text-dates.ts'

type StoredDate = string | Date

interface Tables {
  user: { id: Generated<number>; email: string; name: string; password: string }
  post: {
    id: Generated<number>
    title: string
    author_id: number
    postdate: ColumnType<StoredDate, StoredDate, StoredDate>
  }
  content: { post_id: number; content: string }
}

export function openSqlite(url: string): Session {
  const database = new BetterSqlite3(url)
  for (const pragma of PRAGMAS) database.pragma(pragma)
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) })
  return { ...session(db, asText), insertPost: insertOnSqlite(db) }
}

export function openPostgres(url: string): Session {
  const pool = new pg.Pool({ connectionString: url, max: POOL_SIZE, idleTimeoutMillis: 0 })
  return session(new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }), asDate)
}

/** The key comes with the result there; RETURNING would cost more. */
const insertOnSqlite = (db: Kysely<Tables>) => async (post: Parameters<Session['insertPost']>[0]) => {
  const values = { title: post.title, author_id: post.authorId, postdate: asText.encode(post.postdate) }
  return Number((await db.insertInto('post').values(values).executeTakeFirstOrThrow()).insertId)
}

function session(db: Kysely<Tables>, dates: Dates): Session {
  const users = db.selectFrom('user').select(['id', 'email', 'name', 'password'])
  const columns = ['post.id', 'post.title', 'post.author_id as authorId', 'post.postdate'] as const
  const valuesOf = (post: Parameters<Session['insertPost']>[0]) => ({
    title: post.title,
    author_id: post.authorId,
    postdate: dates.encode(post.postdate),
  })
  return {
    userByKey: id => users.where('id', '=', id).executeTakeFirstOrThrow(),
    userByEmail: email => users.where('email', '=', email).orderBy('id').limit(1).executeTakeFirstOrThrow(),
    async pageOfPosts(offset, limit) {
      const rows = await db
        .selectFrom('post')
        .innerJoin('user', 'user.id', 'post.author_id')
        .select([...columns, 'email', 'name', 'password'])
        .orderBy('post.id', 'desc')
        .limit(limit)
        .offset(offset)
        .execute()
      return rows.map(({ id, title, authorId, postdate, email, name, password }) => ({
        id,
        title,
        authorId,
        postdate: dates.decode(postdate),
        author: { id: authorId, email, name, password },
      }))
    },
    async countPosts(prefix, authorId, except) {
      const { total } = await db
        .selectFrom('post')
        .select(eb => eb.fn.countAll().as('total'))
        .where(eb => eb.or([eb('title', 'like', `${prefix}%`), eb('author_id', '=', authorId)]))
        .where(eb => eb.not(eb('title', 'like', `${except}%`)))
        .executeTakeFirstOrThrow()
      return Number(total)
    },
    async insertPost(post) {
      return (await db.insertInto('post').values(valuesOf(post)).returning('id').executeTakeFirstOrThrow()).id
    },
    insertPosts: posts => db.insertInto('post').values(posts.map(valuesOf)).execute(),
    renamePost: (id, title) => db.updateTable('post').set({ title }).where('id', '=', id).execute(),
    async firstPosts(limit) {
      const rows = await db.selectFrom('post').select(columns).orderBy('post.id').limit(limit).execute()
      return rows.map(({ id, title, authorId, postdate }) => ({
        id,
        title,
        authorId,
        postdate: dates.decode(postdate),
      }))
    },
    async deleteContentsAfter(postId) {
      return Number((await db.deleteFrom('content').where('post_id', '>', postId).executeTakeFirst()).numDeletedRows)
    },
    async deletePostsAfter(id) {
      return Number((await db.deleteFrom('post').where('id', '>', id).executeTakeFirst()).numDeletedRows)
    },
    close: () => db.destroy(),
  }
}
