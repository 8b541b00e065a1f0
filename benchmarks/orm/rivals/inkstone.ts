/** Inkstone, as its documentation writes it: nothing is prepared by hand. */
import {
  auto,
  char,
  connect,
  type Database,
  datetime,
  foreignKey,
  type Manager,
  manager,
  model,
  oneToOne,
  Q,
  setDefaultDatabase,
  text,
} from '../../../orm/src/index.ts'
import { POOL_SIZE, type Session } from '../session.ts'

class User extends model('User', {
  id: auto(),
  email: char({ maxLength: 64, unique: true }),
  name: char({ maxLength: 48 }),
  password: char({ maxLength: 128 }),
}) {
  static readonly objects: Manager<User> = manager(User)
}

class Post extends model('Post', {
  id: auto(),
  title: char({ maxLength: 100 }),
  author: foreignKey(() => User, { onDelete: 'CASCADE' }),
  postdate: datetime(),
}) {
  static readonly objects: Manager<Post> = manager(Post)
}

class Content extends model('Content', {
  post: oneToOne(() => Post, { onDelete: 'CASCADE', primaryKey: true }),
  content: text(),
}) {
  static readonly objects: Manager<Content> = manager(Content)
}

const models = [User, Post, Content]

export const openSqlite = async (path: string): Promise<Session> =>
  session(await connect(`sqlite:${path}`, { models, synchronous: 'NORMAL' }))

export const openPostgres = async (url: string): Promise<Session> =>
  session(await connect(url, { models, poolSize: POOL_SIZE }))

function session(database: Database): Session {
  setDefaultDatabase(database)
  return {
    userByKey: id => User.objects.get({ pk: id }),
    userByEmail: async email => {
      const user = await User.objects.filter({ email }).first()
      if (user === null) throw new Error('no such user')
      return user
    },
    pageOfPosts: (offset, limit) =>
      Post.objects
        .selectRelated('author')
        .orderBy('-id')
        .slice(offset, offset + limit),
    countPosts: (prefix, authorId, except) =>
      Post.objects
        .filter(Q({ title__startswith: prefix }).or(Q({ author: authorId })))
        .exclude({ title__startswith: except })
        .count(),
    insertPost: async post => (await Post.objects.create(post)).id,
    insertPosts: posts => Post.objects.bulkCreate(posts.map(post => new Post(post))),
    renamePost: (id, title) => Post.objects.filter({ pk: id }).update({ title }),
    firstPosts: limit => Post.objects.orderBy('id').slice(0, limit),
    deleteContentsAfter: async postId => (await Content.objects.filter({ post__gt: postId }).delete())[0],
    deletePostsAfter: async id => (await Post.objects.filter({ pk__gt: id }).delete())[1].Post ?? 0,
    close: () => database.close(),
  }
}
