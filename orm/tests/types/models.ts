import {
  auto,
  Count,
  char,
  date,
  datetime,
  decimal,
  foreignKey,
  integer,
  json,
  type Manager,
  type ModelClass,
  manager,
  manyToMany,
  model,
  oneToOne,
  QuerySet,
  type Related,
  type RelatedOne,
  uuid,
} from '../../src/index.ts'

/** Models for the type tests: cyclic, self-referential, with and without managers of their own. */
export class User extends model('User', {
  id: auto(),
  email: char({ maxLength: 64, unique: true }),
  name: char({ maxLength: 48 }),
  nick: char({ maxLength: 48, null: true }),
  joined: datetime(),
  birth: date({ null: true }),
  extra: json({ null: true }),
  balance: decimal({ maxDigits: 8, decimalPlaces: 2, default: '0' }),
  favourite: foreignKey((): ModelClass<Post> => Post, { null: true, onDelete: 'SET_NULL', relatedName: 'fans' }),
}) {
  static readonly objects: Manager<User> = manager(User)
  declare readonly posts: Related<Post, PostQuerySet>
  declare readonly profile: RelatedOne<Profile>
  declare readonly keptTags: Related<Tag, never, 'kept'>
  get displayName(): string {
    return this.name || this.email
  }
}

export class Profile extends model('Profile', {
  user: oneToOne(() => User, { onDelete: 'CASCADE', relatedName: 'profile', primaryKey: true }),
  bio: char({ maxLength: 200 }),
}) {}

export class TagQuerySet extends QuerySet<Tag> {
  labelled(label: string): this {
    return this.filter({ label })
  }
}

export class Tag extends model('Tag', {
  key: uuid({ primaryKey: true }),
  label: char({ maxLength: 16 }),
  keeper: foreignKey(() => User, {
    null: true,
    onDelete: 'SET_NULL',
    relatedName: 'keptTags',
    relatedQueryName: 'kept',
  }),
}) {
  static readonly objects: Manager<Tag, TagQuerySet> = manager(Tag, TagQuerySet)
  declare readonly posts: Related<Post, PostQuerySet>
}

export class PostQuerySet extends QuerySet<Post> {
  published(): this {
    return this.filter({ status: 'published' })
  }
  counted() {
    return this.published().annotate({ replies: Count('post') })
  }
  async loved(): Promise<string[]> {
    const counted = this.annotate({ fanCount: Count('fans') }).filter({ fanCount__gt: 3 })
    return counted.orderBy('fanCount').valuesList('title', { flat: true })
  }
}

export class Post extends model('Post', {
  id: auto(),
  title: char({ maxLength: 256 }),
  status: char({
    maxLength: 9,
    choices: [
      ['draft', 'Draft'],
      ['published', 'Published'],
    ],
  }),
  pubDate: datetime({ autoNowAdd: true }),
  hits: integer({ default: 0 }),
  author: foreignKey(() => User, { onDelete: 'CASCADE', relatedName: 'posts' }),
  parent: foreignKey((): ModelClass<Post> => Post, { null: true, onDelete: 'CASCADE' }),
  tags: manyToMany(() => Tag, { relatedName: 'posts' }),
  answers: manyToMany('self', { relatedName: 'answered' }),
}) {
  static readonly objects: Manager<Post, PostQuerySet> = manager(Post, PostQuerySet)
  declare readonly postSet: Related<Post>
  declare readonly fans: Related<User>
  siblings() {
    return Post.objects.filter({ author__id: this.authorId })
  }
}

/** Points at itself by name: what it declares again has the methods of the class, and not only the fields. */
export class Part extends model('Part', {
  id: auto(),
  name: char({ maxLength: 8 }),
  whole: foreignKey('self', { null: true, onDelete: 'CASCADE', relatedName: 'parts' }),
  near: manyToMany('self'),
}) {
  static readonly objects: Manager<Part> = manager(Part)
  declare whole: RelatedOne<Part> | null
  declare readonly parts: Related<Part>
  declare readonly near: Related<Part>
  get label(): string {
    return this.name.toUpperCase()
  }
}
