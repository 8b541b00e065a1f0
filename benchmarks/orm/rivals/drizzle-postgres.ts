/** Drizzle on PostgreSQL (`pg`), as its documentation writes it and with every statement prepared by hand. */
import { and, asc, count, desc, eq, gt, like, not, or, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import pg from 'pg'
import { type NewPost, POOL_SIZE, type Session } from '../session.ts'

const ROWS_OF_PREPARED_INSERT = 1000

const user = pgTable('user', {
  id: integer().primaryKey().generatedByDefaultAsIdentity(),
  email: text().notNull(),
  name: text().notNull(),
  password: text().notNull(),
})
const post = pgTable('post', {
  id: integer().primaryKey().generatedByDefaultAsIdentity(),
  title: text().notNull(),
  authorId: integer('author_id').notNull(),
  postdate: timestamp({ withTimezone: true }).notNull(),
})
const content = pgTable('content', { postId: integer('post_id').primaryKey(), content: text().notNull() })
const postColumns = { id: post.id, title: post.title, authorId: post.authorId, postdate: post.postdate }

type Db = ReturnType<typeof connect>['db']

function connect(url: string) {
  const pool = new pg.Pool({ connectionString: url, max: POOL_SIZE, idleTimeoutMillis: 0 })
  return { pool, db: drizzle(pool) }
}

const page = (db: Db) =>
  db
    .select({ ...postColumns, author: user })
    .from(post)
    .innerJoin(user, eq(user.id, post.authorId))
    .orderBy(desc(post.id))

export function openPlain(url: string): Session {
  const { pool, db } = connect(url)
  return {
    userByKey: async id => found((await db.select().from(user).where(eq(user.id, id)))[0]),
    userByEmail: async email =>
      found((await db.select().from(user).where(eq(user.email, email)).orderBy(asc(user.id)).limit(1))[0]),
    pageOfPosts: (offset, limit) => page(db).limit(limit).offset(offset),
    countPosts: (prefix, authorId, except) =>
      db.$count(
        post,
        and(or(like(post.title, `${prefix}%`), eq(post.authorId, authorId)), not(like(post.title, `${except}%`))),
      ),
    insertPost: async values => found((await db.insert(post).values(values).returning({ id: post.id }))[0]).id,
    insertPosts: async posts => await db.insert(post).values([...posts]),
    renamePost: async (id, title) => await db.update(post).set({ title }).where(eq(post.id, id)),
    firstPosts: async limit => await db.select().from(post).orderBy(asc(post.id)).limit(limit),
    deleteContentsAfter: async postId => (await db.delete(content).where(gt(content.postId, postId))).rowCount ?? 0,
    deletePostsAfter: async id => (await db.delete(post).where(gt(post.id, id))).rowCount ?? 0,
    close: () => pool.end(),
  }
}

export function openPrepared(url: string): Session {
  const { pool, db } = connect(url)
  const place = sql.placeholder
  const byKey = db
    .select()
    .from(user)
    .where(eq(user.id, place('id')))
    .prepare('by_key')
  const byEmail = db
    .select()
    .from(user)
    .where(eq(user.email, place('email')))
    .orderBy(asc(user.id))
    .limit(1)
    .prepare('by_email')
  const pages = page(db).limit(place('limit')).offset(place('offset')).prepare('page')
  const matching = and(
    or(like(post.title, place('prefix')), eq(post.authorId, place('authorId'))),
    not(like(post.title, place('except'))),
  )
  const counted = db.select({ total: count() }).from(post).where(matching).prepare('count')
  const insert = db.insert(post).values(rowOfPlaces('')).returning({ id: post.id }).prepare('insert')
  const insertMany = db
    .insert(post)
    .values(Array.from({ length: ROWS_OF_PREPARED_INSERT }, (_, row) => rowOfPlaces(row)))
    .prepare('insert_many')
  const rename = db
    .update(post)
    .set({ title: sql`${place('title')}` })
    .where(eq(post.id, place('id')))
    .prepare('rename')
  const first = db.select().from(post).orderBy(asc(post.id)).limit(place('limit')).prepare('first')
  const deleteContents = db
    .delete(content)
    .where(gt(content.postId, place('postId')))
    .prepare('delete_contents')
  const deletePosts = db
    .delete(post)
    .where(gt(post.id, place('id')))
    .prepare('delete_posts')
  return {
    userByKey: async id => found((await byKey.execute({ id }))[0]),
    userByEmail: async email => found((await byEmail.execute({ email }))[0]),
    pageOfPosts: (offset, limit) => pages.execute({ limit, offset }),
    countPosts: async (prefix, authorId, except) =>
      found((await counted.execute({ prefix: `${prefix}%`, authorId, except: `${except}%` }))[0]).total,
    insertPost: async values => found((await insert.execute({ ...values }))[0]).id,
    insertPosts: posts => insertMany.execute(valuesOfPlaces(posts)),
    renamePost: (id, title) => rename.execute({ id, title }),
    firstPosts: limit => first.execute({ limit }),
    deleteContentsAfter: async postId => (await deleteContents.execute({ postId })).rowCount ?? 0,
    deletePostsAfter: async id => (await deletePosts.execute({ id })).rowCount ?? 0,
    close: () => pool.end(),
  }
}

const rowOfPlaces = (row: number | '') => ({
  title: sql.placeholder(`title${row}`),
  authorId: sql.placeholder(`authorId${row}`),
  postdate: sql.placeholder(`postdate${row}`),
})

/** The values of all places by name; the prepared statement is for one number of rows. */
function valuesOfPlaces(posts: readonly NewPost[]): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  posts.forEach(({ title, authorId, postdate }, row) => {
    values[`title${row}`] = title
    values[`authorId${row}`] = authorId
    values[`postdate${row}`] = postdate
  })
  return values
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('no such row')
  return row
}
