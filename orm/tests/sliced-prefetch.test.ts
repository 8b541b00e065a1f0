import assert from 'node:assert/strict'
import { Count, Prefetch, type PrefetchLookup } from '../src/index.ts'
import { Post, statements, Tag, User } from './support/blog.ts'
import { onEveryDatabase } from './support/every-database.ts'

/** The titles that each user has after a prefetch. */
async function titles(prefetch: PrefetchLookup): Promise<string[][]> {
  const found: string[][] = []
  for (const user of await User.objects.prefetchRelated(prefetch).orderBy('id')) {
    found.push((await user.posts.all()).map(post => post.title))
  }
  return found
}

onEveryDatabase('a sliced QuerySet prefetches so many rows for every object', async db => {
  const latest = Prefetch('posts', { queryset: Post.objects.orderBy('-id').slice(0, 1) })
  const sent = await statements(db, async () => assert.deepEqual(await titles(latest), [['Second'], ['Fourth'], []]))
  assert.equal(sent, 2)
})

onEveryDatabase('the slice may start later, and be open', async () => {
  const second = Prefetch('posts', { queryset: Post.objects.orderBy('id').slice(1, 2) })
  assert.deepEqual(await titles(second), [['Second'], ['Fourth'], []])
  const rest = Prefetch('posts', { queryset: Post.objects.orderBy('-title').slice(1) })
  assert.deepEqual(await titles(rest), [['First'], ['Fourth'], []])
})

onEveryDatabase('conditions, related objects and counts of a sliced QuerySet stay', async () => {
  const counted = Post.objects
    .filter({ id__lt: 4 })
    .selectRelated('author')
    .annotate({ n: Count('tags') })
  const queryset = counted.orderBy('-n', '-id').slice(0, 1)
  const users = await User.objects.prefetchRelated(Prefetch('posts', { queryset, toAttr: 'top' })).orderBy('id')
  const top = users.map(user => (user as unknown as { top: (Post & { n: number; author: User })[] }).top)
  assert.deepEqual(
    top.map(posts => posts.map(post => [post.title, post.n, post.author.name])),
    [[['First', 2, 'Ann']], [['Third', 0, 'Bob']], []],
  )
})

onEveryDatabase('a slice over a join table counts for every object, too', async () => {
  await (await Post.objects.get({ pk: 2 })).tags.add(1, 2)
  const queryset = Tag.objects.orderBy('-name').slice(0, 1)
  const posts = await Post.objects.filter({ id__lte: 2 }).prefetchRelated(Prefetch('tags', { queryset }))
  for (const post of posts) {
    assert.deepEqual(
      (await post.tags.all()).map(tag => tag.name),
      ['sql'],
    )
  }
  assert.equal(posts.length, 2)
})
