/** Drizzle on SQLite (better-sqlite3), as its documentation writes it and with every statement prepared by hand. */
import BetterSqlite3 from 'better-sqlite3'
import { and, asc, count, desc, eq, gt, like, not, or, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { PRAGMAS } from '../scratch/sqlite.ts'
import type { NewPost, Session } from '../session.ts'

const ROWS_OF_PREPARED_INSERT = 1000

const user = sqliteTable('user', {
  id: integer().primaryKey({ autoIncrement: true }),
  email: text().notNull(),
  name: text().notNull(),
  password: text().notNull(),
})
const post = sqliteTable('post', {
  id: integer().primaryKey({ autoIncrement: true }),
  title: text().notNull(),
  authorId: integer('author_id').notNull(),
  postdate: integer({ mode: 'timestamp_ms' }).notNull(),
})
const content = sqliteTable('content', { postId: integer('post_id').primaryKey(), content: text().notNull() })
const postColumns = { id: post.id, title: post.title, authorId: post.authorId, postdate: post.postdate }

type Db = ReturnType<typeof connect>['db']

function connect(url: string) {
  const client = new BetterSqlite3(url)
  for (const pragma of PRAGMAS) client.pragma(pragma)
  return { client, db: drizzle(client) }
}

const page = (db: Db) =>
  db
    .select({ ...postColumns, author: user })
    .from(post)
    .innerJoin(user, eq(user.id, post.authorId))
    .orderBy(desc(post.id))

export function openPlain(url: string): Session {
  const { client, db } = connect(url)
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
    insertPost: async values => Number((await db.insert(post).values(values)).lastInsertRowid),
    insertPosts: async posts => await db.insert(post).values([...posts]),
    renamePost: async (id, title) => await db.update(post).set({ title }).where(eq(post.id, id)),
    firstPosts: async limit => await db.select().from(post).orderBy(asc(post.id)).limit(limit),
    deleteContentsAfter: async postId => (await db.delete(content).where(gt(content.postId, postId))).changes,
    deletePostsAfter: async id => (await db.delete(post).where(gt(post.id, id))).changes,
    close: () => void client.close(),
  }
}

export function openPrepared(url: string): Session {
  const { client, db } = connect(url)
  const place = sql.placeholder
  const byKey = db
    .select()
    .from(user)
    .where(eq(user.id, place('id')))
    .prepare()
  const byEmail = db
    .select()
    .from(user)
    .where(eq(user.email, place('email')))
    .orderBy(asc(user.id))
    .limit(1)
    .prepare()
  const pages = page(db).limit(place('limit')).offset(place('offset')).prepare()
  const matching = and(
    or(like(post.title, place('prefix')), eq(post.authorId, place('authorId'))),
    not(like(post.title, place('except'))),
  )
  const counted = db.select({ total: count() }).from(post).where(matching).prepare()
  const insert = db.insert(post).values(rowOfPlaces('')).prepare()
  const insertMany = db
    .insert(post)
    .values(Array.from({ length: ROWS_OF_PREPARED_INSERT }, (_, row) => rowOfPlaces(row)))
    .prepare()
  const rename = db
    .update(post)
    .set({ title: sql`${place('title')}` })
    .where(eq(post.id, place('id')))
    .prepare()
  const first = db.select().from(post).orderBy(asc(post.id)).limit(place('limit')).prepare()
  const deleteContents = db
    .delete(content)
    .where(gt(content.postId, place('postId')))
    .prepare()
  const deletePosts = db
    .delete(post)
    .where(gt(post.id, place('id')))
    .prepare()
  return {
    userByKey: id => found(byKey.get({ id })),
    userByEmail: email => found(byEmail.get({ email })),
    pageOfPosts: (offset, limit) => pages.all({ limit, offset }),
    countPosts: (prefix, authorId, except) =>
      counted.get({ prefix: `${prefix}%`, authorId, except: `${except}%` })?.total ?? 0,
    insertPost: values => Number(insert.run({ ...values }).lastInsertRowid),
    insertPosts: posts => insertMany.run(valuesOfPlaces(posts)),
    renamePost: (id, title) => rename.run({ id, title }),
    firstPosts: limit => first.all({ limit }),
    deleteContentsAfter: postId => deleteContents.run({ postId }).changes,
    deletePostsAfter: id => deletePosts.run({ id }).changes,
    close: () => void client.close(),
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
