/** What must compile. Nothing here runs: `types.test.ts` gives the folder to the compiler. */

import {
  Avg,
  Case,
  Cast,
  Ceil,
  Coalesce,
  Count,
  char,
  type Exists,
  F,
  FirstValue,
  foreignKey,
  integer,
  Lag,
  Lead,
  type Loaded,
  Lower,
  Max,
  model,
  Now,
  Ntile,
  Ord,
  Prefetch,
  Q,
  type QuerySet,
  Rank,
  RowRange,
  SHA256,
  StdDev,
  Sum,
  Value,
  ValueRange,
  Window,
  when,
} from '../../src/index.ts'
import { Part, Post, Profile, Tag, User } from './models.ts'

/** `true` if both types are the same, not merely assignable. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

declare function same<A, B>(proof: Same<A, B>): void
declare const user: User
declare const exists: ReturnType<typeof Exists>
declare const dynamic: Record<string, unknown>

export async function conditions() {
  const found = await User.objects.filter({ email__icontains: 'xdd', pk__lt: 6 }).orderBy('-id').first()
  same<typeof found, User | null>(true)
  User.objects.filter({ posts__title__startswith: '天', joined__year: 2000, id__in: [1, 2] })
  User.objects.filter({ nick: null, birth__isnull: true, birth__year__gte: 1990, joined__date: '2000-01-01' })
  User.objects.filter({ joined__gte: new Date(), joined__lt: '2020-01-01T00:00:00Z', balance__gt: 3, balance: '3.50' })
  User.objects.filter({ extra__a__b: 1, extra: { a: 1 }, profile__bio__icontains: 'x' } as const)
  Post.objects.filter({ author__email__icontains: 'a', pubDate__range: [new Date(), new Date()] })
  Post.objects.filter({ author__posts__hits__gt: 3, author__profile__user__favourite__parent__title: 'x' })
  Post.objects.filter({
    author: user,
    author__in: [user, 3],
    authorId: 3,
    parent: null,
    post__title: 'reply',
    fans__name: 'x',
  })
  Post.objects.filter({ tags__label: 'x', tags: new Tag(), tags__in: ['5f0c1c58-0000-4000-8000-000000000000'] })
  Post.objects.filter({ author__in: User.objects.filter({ id__gt: 3 }), id__in: Post.objects.valuesList('id') })
  Post.objects.filter({ hits__gt: F('author__id').plus(1).times(F('hits')), title: Lower('author__name') })
  Post.objects.filter(
    Q({ title: 'a' })
      .or(Q({ hits: 1 }))
      .and(Q({ author__name: 'x' }).not(), Q(exists)),
    { author: 3 },
  )
  Post.objects
    .filter(Q({ title: 'a' }))
    .exclude(Q({ hits: 1 }), Q({ hits: 2 }))
    .filter()
    .filter(exists)
  Post.objects.filter(dynamic)
  const one = await Post.objects.get({ id: 3 })
  same<typeof one, Post>(true)
}

export async function results() {
  const rows = await Post.objects.values('id', 'title', 'author__name', 'pubDate__year', 'parent__hits', 'author')
  type Expected = {
    id: number
    title: string
    author__name: string
    pubDate__year: number
    parent__hits: number | null
    author: number
  }
  same<(typeof rows)[number], Expected>(true)
  const tuples = await Post.objects.filter({ hits__gt: 1 }).valuesList('id', 'author__nick', 'tags')
  same<(typeof tuples)[number], [number, string | null, string | null]>(true)
  same<Awaited<ReturnType<typeof titles>>, string[]>(true)
  const counted = await User.objects.values('name', 'posts__title', { n: Count('posts') }).filter({ n: 1 })
  same<(typeof counted)[number], { name: string; posts__title: string | null } & { n: number }>(true)
  const alone = await User.objects.values({ lower: Lower('name') })
  same<(typeof alone)[number], { lower: string }>(true)
  const all = await Tag.objects.values()
  same<string, (typeof all)[number]['label']>(true)
  const drafts = await Post.objects.valuesList('status', { flat: true })
  same<typeof drafts, ('draft' | 'published')[]>(true)
}

async function titles() {
  return await Post.objects.valuesList('title', { flat: true })
}

export async function relations() {
  const post = await Post.objects.selectRelated('author__profile', 'parent').get({ pk: 1 })
  same<string, typeof post.author.profile.bio>(true)
  same<string | undefined, typeof post.parent extends infer P ? (P extends null ? undefined : string) : never>(true)
  post.author.displayName.toUpperCase()
  showPost(post)
  const unloaded = await Post.objects.get({ pk: 1 })
  const author = await unloaded.author
  author.displayName.toUpperCase()
  unloaded.author = author
  unloaded.authorId = 3
  const parent = await unloaded.parent
  same<typeof parent, Post | null>(true)
  const titles = (await author.posts.filter({ title__contains: 'x' })).map(post => post.title)
  same<typeof titles, string[]>(true)
  const profile: Profile = await author.profile
  profile.userId.toFixed()
  await author.posts.create({ title: 'x', status: 'draft' })
  await unloaded.tags.add(new Tag({ label: 'x' }))
}

function showPost(post: Post): string {
  return post.title
}

export function loadedIn(post: Loaded<Post, 'author'>): string {
  return post.author.name
}

/** A `relatedQueryName` is the name in lookups, the property keeps its own. */
export async function queryNames() {
  User.objects.filter({ kept__label__startswith: 'x', kept__isnull: false })
  const labels = await User.objects.valuesList('kept__label', { flat: true })
  same<typeof labels, (string | null)[]>(true)
  const kept = await user.keptTags.filter({ keeper__kept__label: 'x' })
  same<typeof kept, Tag[]>(true)
}

/** What `only` and `defer` leave in the database has to be awaited, as related objects that are not loaded. */
export async function deferred() {
  const slim = await Post.objects.only('title', 'author__name').filter({ hits: 1 }).get({ pk: 1 })
  same<typeof slim.title, string>(true)
  same<typeof slim.id, number>(true)
  same<typeof slim.authorId, number>(true)
  const hits = await slim.hits
  same<typeof hits, number>(true)
  slim.hits = 3
  slim.siblings()
  await slim.save()
  await Post.objects.contains(slim)
  await Post.objects.bulkUpdate([slim], ['hits'])
  await user.posts.add(slim)
  const rows = await User.objects.annotate({ n: Count('posts') }).defer('balance', 'favourite')
  same<(typeof rows)[number]['n'], number>(true)
  same<(typeof rows)[number]['name'], string>(true)
  same<Awaited<(typeof rows)[number]['favouriteId']>, number | null>(true)
  const again = await Post.objects.only('title').only('hits').get({ pk: 1 })
  same<typeof again.hits, number>(true)
  same<Awaited<typeof again.title>, string>(true)
}

export async function annotations() {
  const users = await User.objects
    .annotate({
      n: Count('posts'),
      best: Max('posts__hits'),
      nameOrNick: Coalesce('nick', 'name'),
      old: Q({ id__lt: 9 }),
    })
    .filter({ n__gt: 3, best__isnull: false, nameOrNick__startswith: 'x' })
    .orderBy('-n', 'best')
  const first = users[0]
  if (!first) return
  same<typeof first.n, number>(true)
  same<typeof first.best, number | null>(true)
  same<typeof first.nameOrNick, string>(true)
  same<typeof first.old, boolean>(true)
  first.displayName.toUpperCase()
  const totals = await Post.objects.aggregate({ sum: Sum('hits'), mean: Avg('hits'), last: Max('pubDate') })
  same<typeof totals, { sum: number | null; mean: number | null; last: Date | null }>(true)
  const sums = await Post.objects.aggregate({
    sum: Sum('hits', { default: 0 }),
    mean: Avg('hits', { default: 0.5, filter: { title: 'x' } }),
    spread: StdDev('hits', { sample: true }),
    whole: Max('author__balance', { default: '0' }),
  })
  same<typeof sums, { sum: number; mean: number; spread: number | null; whole: string }>(true)
  const row = await User.objects.annotate({ up: Ceil('balance'), hash: SHA256('nick'), first: Ord('name') }).get()
  same<[typeof row.up, typeof row.hash, typeof row.first], [string, string | null, number]>(true)
  const casts = await User.objects.alias({ n: Cast('balance', integer()) }).values('n', 'name')
  same<(typeof casts)[number], { n: number; name: string }>(true)
}

/** Paths of properties; `toAttr` makes a property of the rows. */
export async function prefetching(path: string) {
  const queryset = Post.objects.published().annotate({ n: Count('fans') })
  const users = await User.objects
    .filter({ id: 1 })
    .prefetchRelated('posts__tags', 'keptTags', Prefetch('posts', { queryset, toAttr: 'best' }), path)
  same<number | undefined, (typeof users)[number]['best'][number]['n'] | undefined>(true)
  const posts = await Post.objects.prefetchRelated('author', 'postSet__fans', 'tags').published()
  same<typeof posts, Post[]>(true)
  const one = await Post.objects
    .prefetchRelated(Prefetch('author', { toAttr: 'writer' }))
    .published()
    .get()
  same<typeof one.writer, User | null>(true)
  Post.objects.prefetchRelated(null).published()
}

export async function windows() {
  const byAuthor = { partitionBy: ['author', 'author__name'], orderBy: ['-hits', F('author__name').asc()] } as const
  const rows = await Post.objects
    .annotate({
      place: Window(Rank(), byAuthor),
      before: Window(Lag('title'), byAuthor),
      after: Window(Lead('hits', 1, 0), byAuthor),
      running: Window(Sum('hits', { filter: { author__name: 'x' } }), { orderBy: 'id', frame: RowRange(null, 0) }),
      best: Window(FirstValue('author__nick'), { partitionBy: Lower('title'), frame: ValueRange() }),
      ntile: Window(Ntile(4), { orderBy: F('hits').desc() }).plus(1),
    })
    .filter({ place__lte: 3, before__startswith: 'x' })
    .published()
    .values('place', 'before', 'after', 'running', 'best', 'ntile')
  type Expected = {
    place: number
    before: string | null
    after: number
    running: number | null
    best: string | null
    ntile: number
  }
  same<(typeof rows)[number], Expected>(true)
}

export async function writing() {
  const post = await Post.objects.create({ title: 'x', author: user, status: 'draft' })
  same<typeof post, Post>(true)
  await Post.objects.create({ title: 'x', authorId: 3, status: 'published', parent: null, hits: 3 })
  await User.objects.create({ email: 'x', name: 'x', joined: '2000-01-01T00:00:00Z', balance: 3 })
  await Post.objects.create({ title: Lower(Value('X')), authorId: 3, status: 'draft', pubDate: Now() })
  await Post.objects.filter({ hits: 0 }).update({ title: 'x', hits: F('hits').plus(1), author: user, parentId: null })
  const [found, created] = await User.objects.getOrCreate({ email: 'x' }, { name: 'x', joined: () => new Date() })
  same<typeof found, User>(true)
  same<typeof created, boolean>(true)
}

/** Methods of a QuerySet class are there on the manager, and after whatever changes the rows, which keep their type. */
export async function ownQuerySets() {
  const posts: QuerySet<Post> = Post.objects.published().filter({ hits: 1 }).published()
  const row = await Post.objects.published().first()
  same<typeof row, Post | null>(true)
  await posts
  const counted = Post.objects
    .annotate({ n: Count('fans') })
    .published()
    .filter({ n__gt: 1 })
    .published()
  same<number, Awaited<typeof counted>[number]['n']>(true)
  showPosts(counted)
  const twice = await Post.objects
    .counted()
    .alias({ m: F('replies') })
    .published()
    .filter({ m: 1 })
    .get()
  same<typeof twice.replies, number>(true)
  const objects = await Post.objects.values('id').published().first()
  same<typeof objects, { id: number } | null>(true)
  same<Awaited<ReturnType<typeof publishedKeys>>, number[]>(true)
  const loaded = await Post.objects.selectRelated('author').published().get({ id: 3 })
  loaded.author.displayName.toUpperCase()
  const slim = await Post.objects.only('title').published().defer('hits').published().get()
  same<typeof slim.title, string>(true)
  const loved: string[] = await Post.objects.filter({ hits: 1 }).loved()
  loved.at(0)
}

async function publishedKeys() {
  return await Post.objects.valuesList('id', { flat: true }).published().filter({ hits: 1 })
}

function showPosts(posts: QuerySet<Post>): unknown {
  return posts.shape
}

/** Managers of related objects have the methods of the QuerySet class that their declaration or their field names. */
export async function relatedManagers(post: Post, tag: Tag) {
  const byAuthor = await user.posts.published().filter({ tags__label: 'x' }).published()
  same<typeof byAuthor, Post[]>(true)
  const tags = await post.tags.labelled('x').filter({ posts__author__name: 'x' }).labelled('y')
  same<typeof tags, Tag[]>(true)
  const counted = await tag.posts
    .annotate({ n: Count('fans') })
    .published()
    .get({ n: 3 })
  same<typeof counted.n, number>(true)
  await tag.posts.create({ title: 'x', status: 'draft', authorId: 3 })
  await tag.posts.add(counted)
}

export async function selfReferences(part: Part) {
  const whole = await part.whole
  whole?.label.at(0)
  part.whole = part
  const loaded = await Part.objects.selectRelated('whole').get({ whole__parts__name: 'x', whole: part })
  loaded.whole?.label.at(0)
  const near = await part.near.filter({ parts__name: 'x' })
  same<typeof near, Part[]>(true)
  await Part.objects.create({ name: 'x', whole: part })
}

/** Conditions inside expressions are those of the QuerySet that the expression is used in. */
export function conditionsInExpressions(anyQ: Q) {
  const hot = when({ hits__gt: 3, author__name__startswith: 'x' }, Value('hot'))
  const kind = Case([hot, when(Q({ title: 'x' }).or(Q({ hits: 3 })), 'title')], Value('cold'))
  const posts = Post.objects.annotate({
    kind,
    fanCount: Count('fans', { filter: { fans__name__startswith: 'x' } }),
    sum: Coalesce(Sum('hits', { filter: Q({ hits__gt: 3 }).and(Q({ title: 'x' })) }), 0),
    unchecked: Sum('hits', { filter: dynamic }),
    known: Sum('hits', { filter: anyQ }),
  })
  posts.filter({ kind__startswith: 'x', fanCount__gt: 3, sum: 1 }).orderBy('kind', F('sum').desc())
  posts.annotate({ size: Case([when({ fanCount__gt: 3 }, Value(1))], Value(2)) }).filter({ size: 1 })
  Post.objects.filter({ title: kind }).orderBy(Case([hot], Value('x')).asc(), Lower('author__name'))
  Post.objects.update({ title: kind, hits: F('hits').plus(1) })
  Post.objects.update(dynamic)
}

/** A model that declares no manager has one, whose rows know the fields and nothing that the class adds. */
export async function providedManager() {
  const profile = await Profile.objects.filter({ bio__contains: 'x' }).first()
  same<string | undefined, typeof profile extends infer T ? (T extends null ? undefined : string) : never>(true)
  profile?.bio.toUpperCase()
  await profile?.save()
}

export function order() {
  User.objects.orderBy('-id', 'posts__title', '?', F('name').desc(), Lower('name').asc(), 'profile__bio')
  User.objects.orderBy('extra__a__b').values('name', 'extra__a__0')
  User.objects.orderBy()
  Post.objects.only('title', 'author__name').defer('hits').distinct().reverse()
}

export function options() {
  const fields = { title: char({ maxLength: 9 }), owner: foreignKey(() => User, { onDelete: 'CASCADE' }) }
  model('Note', fields, {
    ordering: ['-title', 'owner__name', 'ownerId', F('title').desc('last'), Lower('title').asc(), '?', 'pk', '-id'],
    uniqueTogether: [['title', 'owner']],
    getLatestBy: ['-title', 'pk'],
    indexes: [{ fields: ['-title', 'owner'] }],
    constraints: [
      { fields: ['title'], condition: Q({ title: 'x' }) },
      { name: 'c', check: Q({ title: 'x' }) },
    ],
  })
}
