/** MikroORM 7 with `defineEntity`, since Node strips types but runs no decorators; a fork per call, as one per request. */
import { defineEntity, type EntityManager, type Opt, p } from '@mikro-orm/core'
import { MikroORM as PostgresORM } from '@mikro-orm/postgresql'
import { MikroORM as SqliteORM } from '@mikro-orm/sqlite'
import { PRAGMAS } from '../scratch/sqlite.ts'
import { POOL_SIZE, type PostWithAuthor, type Session } from '../session.ts'

const UserSchema = defineEntity({
  name: 'User',
  tableName: 'user',
  properties: { id: p.integer().primary(), email: p.string().unique(), name: p.string(), password: p.string() },
})
class User extends UserSchema.class {}
UserSchema.setClass(User)

const PostSchema = defineEntity({
  name: 'Post',
  tableName: 'post',
  properties: {
    id: p.integer().primary(),
    title: p.string(),
    author: () => p.manyToOne(User).fieldName('author_id'),
    postdate: p.datetime(),
  },
})
class Post extends PostSchema.class {
  get authorId(): number & Opt {
    return this.author.id as number & Opt // Opt: not asked for when a post is made
  }
}
PostSchema.setClass(Post)

const ContentSchema = defineEntity({
  name: 'Content',
  tableName: 'content',
  properties: { postId: p.integer().primary().fieldName('post_id'), content: p.text() },
})

const entities = [User, Post, ContentSchema]

export async function openSqlite(dbName: string): Promise<Session> {
  const orm = await SqliteORM.init({ entities, dbName })
  for (const pragma of PRAGMAS) await orm.em.getConnection().execute(`PRAGMA ${pragma}`)
  return session(orm.em, () => orm.close())
}

export async function openPostgres(clientUrl: string): Promise<Session> {
  const orm = await PostgresORM.init({ entities, clientUrl, pool: { max: POOL_SIZE } })
  return session(orm.em, () => orm.close())
}

function session(em: EntityManager, close: () => Promise<void>): Session {
  const rowOf = ({ title, authorId, postdate }: { title: string; authorId: number; postdate: Date }) => ({
    title,
    author: authorId,
    postdate,
  })
  return {
    userByKey: id => em.fork().findOneOrFail(User, id),
    userByEmail: email => em.fork().findOneOrFail(User, { email }, { orderBy: { id: 'asc' } }),
    // The author is loaded, which the type of a reference does not say.
    pageOfPosts: async (offset, limit) =>
      (await em
        .fork()
        .find(
          Post,
          {},
          { orderBy: { id: 'desc' }, offset, limit, populate: ['author'] },
        )) as unknown as PostWithAuthor[],
    countPosts: (prefix, authorId, except) =>
      em.fork().count(Post, {
        $and: [
          { $or: [{ title: { $like: `${prefix}%` } }, { author: authorId }] },
          { $not: { title: { $like: `${except}%` } } },
        ],
      }),
    insertPost: post => em.fork().insert(Post, rowOf(post)),
    insertPosts: posts => em.fork().insertMany(Post, posts.map(rowOf)),
    renamePost: (id, title) => em.fork().nativeUpdate(Post, { id }, { title }),
    firstPosts: limit => em.fork().find(Post, {}, { orderBy: { id: 'asc' }, limit }),
    deleteContentsAfter: postId => em.fork().nativeDelete(ContentSchema, { postId: { $gt: postId } }),
    deletePostsAfter: id => em.fork().nativeDelete(Post, { id: { $gt: id } }),
    close,
  }
}
