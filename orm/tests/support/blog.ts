import type { TestContext } from 'node:test'
import {
  auto,
  boolean,
  captureQueries,
  char,
  connect,
  createTables,
  type Database,
  datetime,
  foreignKey,
  integer,
  type Manager,
  manager,
  manyToMany,
  model,
  QuerySet,
  type Related,
} from '../../src/index.ts'
import { emptyUrl } from './under-test.ts'

export class User extends model('User', {
  id: auto(),
  email: char({ maxLength: 64, unique: true }),
  name: char({ maxLength: 48 }),
  score: integer({ null: true }),
}) {
  static readonly objects: Manager<User> = manager(User)
  declare readonly posts: Related<Post, PostQuerySet>
}

export class Tag extends model(
  'Tag',
  { id: auto(), name: char({ maxLength: 32, unique: true }) },
  { ordering: ['name'] },
) {
  static readonly objects: Manager<Tag> = manager(Tag)
  declare readonly posts: Related<Post, PostQuerySet>
}

/** QuerySets of posts with methods of their own. */
export class PostQuerySet extends QuerySet<Post> {
  published(): this {
    return this.filter({ published: true })
  }
}

export class Post extends model('Post', {
  id: auto(),
  author: foreignKey(() => User, { onDelete: 'CASCADE', relatedName: 'posts' }),
  title: char({ maxLength: 256 }),
  published: boolean({ default: false }),
  created: datetime({ default: () => new Date('2026-01-01T00:00:00Z') }),
  tags: manyToMany(() => Tag, { relatedName: 'posts' }),
}) {
  static readonly objects: Manager<Post, PostQuerySet> = manager(Post, PostQuerySet)
}

/** Open an empty database, one in memory unless said otherwise, for three users, four posts and two tags; it closes with the test. */
export async function blog(t: TestContext): Promise<Database> {
  const db = await connect(await emptyUrl(t), { models: [User, Tag, Post] })
  t.after(() => db.close())
  await createTables(db, [User, Tag, Post])
  await db.run(fill)
  return db
}

async function fill(): Promise<void> {
  await User.objects.bulkCreate([
    new User({ email: 'ann@x.org', name: 'Ann', score: 3 }),
    new User({ email: 'bob@x.org', name: 'Bob', score: null }),
    new User({ email: 'eve@x.org', name: 'Eve', score: 7 }),
  ])
  await Tag.objects.bulkCreate([new Tag({ name: 'sql' }), new Tag({ name: 'css' })])
  await Post.objects.bulkCreate([
    new Post({ authorId: 1, title: 'First', published: true }),
    new Post({ authorId: 1, title: 'Second' }),
    new Post({ authorId: 2, title: 'Third', published: true }),
    new Post({ authorId: 2, title: 'Fourth' }),
  ])
  const first = await Post.objects.get({ pk: 1 })
  await first.tags.add(1, 2)
}

/** Count the statements that some work sends, BEGIN and COMMIT left out. */
export async function statements(db: Database, work: () => unknown): Promise<number> {
  const events = await captureQueries(db, async () => {
    await work()
  })
  return events.filter(event => event.kind !== 'transaction').length
}
