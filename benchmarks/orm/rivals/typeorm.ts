/** TypeORM with entity schemas, since Node strips types but runs no decorators. */
import { Brackets, DataSource, type DataSourceOptions, EntitySchema, MoreThan } from 'typeorm'
import { PRAGMAS } from '../scratch/sqlite.ts'
import { POOL_SIZE, type Post, type PostWithAuthor, type Session, type User } from '../session.ts'

const user = new EntitySchema<User>({
  name: 'User',
  tableName: 'user',
  columns: {
    id: { type: Number, primary: true, generated: true },
    email: { type: String, unique: true },
    name: { type: String },
    password: { type: String },
  },
})

const postOn = (dateType: 'datetime' | 'timestamptz') =>
  new EntitySchema<PostWithAuthor>({
    name: 'Post',
    tableName: 'post',
    columns: {
      id: { type: Number, primary: true, generated: true },
      title: { type: String },
      authorId: { type: Number, name: 'author_id' },
      postdate: { type: dateType },
    },
    relations: { author: { type: 'many-to-one', target: 'User', joinColumn: { name: 'author_id' } } },
  })

const content = new EntitySchema<{ postId: number; content: string }>({
  name: 'Content',
  tableName: 'content',
  columns: { postId: { type: Number, primary: true, name: 'post_id' }, content: { type: 'text' } },
})

export function openSqlite(database: string): Promise<Session> {
  const prepareDatabase = (connection: { pragma(text: string): void }) => {
    for (const pragma of PRAGMAS) connection.pragma(pragma)
  }
  return open({ type: 'better-sqlite3', database, prepareDatabase, entities: [user, postOn('datetime'), content] })
}

export const openPostgres = (url: string): Promise<Session> =>
  open({ type: 'postgres', url, poolSize: POOL_SIZE, entities: [user, postOn('timestamptz'), content] })

async function open(options: DataSourceOptions): Promise<Session> {
  const source = await new DataSource(options).initialize()
  const users = source.getRepository<User>('User')
  const posts = source.getRepository<PostWithAuthor>('Post')
  return {
    userByKey: id => users.findOneByOrFail({ id }),
    userByEmail: email => users.findOneOrFail({ where: { email }, order: { id: 'ASC' } }),
    pageOfPosts: (skip, take) => posts.find({ order: { id: 'DESC' }, skip, take, relations: { author: true } }),
    countPosts: (prefix, authorId, except) =>
      posts
        .createQueryBuilder('post')
        .where(
          new Brackets(either =>
            either
              .where('post.title LIKE :prefix', { prefix: `${prefix}%` })
              .orWhere('post.authorId = :authorId', { authorId }),
          ),
        )
        .andWhere('NOT (post.title LIKE :except)', { except: `${except}%` })
        .getCount(),
    insertPost: async post => (await posts.insert(post)).identifiers[0]?.id,
    // Copies, since TypeORM writes the new keys into what it is given.
    insertPosts: many => posts.insert(many.map(post => ({ ...post }))),
    renamePost: (id, title) => posts.update(id, { title }),
    firstPosts: async take => (await posts.find({ order: { id: 'ASC' }, take })) as Post[],
    deleteContentsAfter: async postId =>
      (await source.getRepository('Content').delete({ postId: MoreThan(postId) })).affected ?? 0,
    deletePostsAfter: async id => (await posts.delete({ id: MoreThan(id) })).affected ?? 0,
    close: () => source.destroy(),
  }
}
