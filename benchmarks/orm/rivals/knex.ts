/** Knex. It leaves dates on SQLite to its user: kept as text, turned into `Date` here. */
import createKnex, { type Knex } from 'knex'
import { PRAGMAS } from '../scratch/sqlite.ts'
import { type NewPost, POOL_SIZE, type Session } from '../session.ts'
import { asDate, asText, type Dates } from './text-dates.ts'

/** SQLite takes at most 500 of the SELECTs that Knex writes for rows. */
const ROWS_AT_ONCE = 500

export function openSqlite(filename: string): Session {
  const knex = createKnex({
    client: 'better-sqlite3',
    connection: { filename },
    useNullAsDefault: true,
    pool: {
      afterCreate(connection: { pragma(text: string): void }, done: () => void) {
        for (const pragma of PRAGMAS) connection.pragma(pragma)
        done()
      },
    },
  })
  return session(knex, asText)
}

export const openPostgres = (url: string): Session =>
  session(createKnex({ client: 'pg', connection: url, pool: { min: 0, max: POOL_SIZE } }), asDate)

function session(knex: Knex, dates: Dates): Session {
  const user = () => knex('user').select('id', 'email', 'name', 'password')
  const post = () => knex('post').select('post.id', 'title', 'author_id as authorId', 'postdate')
  const valuesOf = ({ title, authorId, postdate }: NewPost) => ({
    title,
    author_id: authorId,
    postdate: dates.encode(postdate),
  })
  return {
    userByKey: id => user().where({ id }).first(),
    userByEmail: email => user().where({ email }).orderBy('id').first(),
    async pageOfPosts(offset, limit) {
      const rows = await post()
        .select('email', 'name', 'password')
        .join('user', 'user.id', 'post.author_id')
        .orderBy('post.id', 'desc')
        .limit(limit)
        .offset(offset)
      return rows.map(({ id, title, authorId, postdate, email, name, password }) => ({
        id,
        title,
        authorId,
        postdate: dates.decode(postdate),
        author: { id: authorId, email, name, password },
      }))
    },
    async countPosts(prefix, authorId, except) {
      const [row] = await knex('post')
        .count('* as total')
        .where(either => either.where('title', 'like', `${prefix}%`).orWhere('author_id', authorId))
        .whereNot('title', 'like', `${except}%`)
      return Number(row?.total)
    },
    async insertPost(post) {
      const [row] = await knex('post').insert(valuesOf(post), ['id'])
      return row.id
    },
    insertPosts: posts => knex.batchInsert('post', posts.map(valuesOf), ROWS_AT_ONCE),
    renamePost: (id, title) => knex('post').where({ id }).update({ title }),
    async firstPosts(limit) {
      const rows = await post().orderBy('post.id').limit(limit)
      return rows.map(({ id, title, authorId, postdate }) => ({
        id,
        title,
        authorId,
        postdate: dates.decode(postdate),
      }))
    },
    deleteContentsAfter: postId => knex('content').where('post_id', '>', postId).delete(),
    deletePostsAfter: id => knex('post').where('id', '>', id).delete(),
    close: () => knex.destroy(),
  }
}
