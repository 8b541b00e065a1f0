import { atomic, type QuerySet } from '@inkstone/orm'
import type { User } from '../accounts/models.ts'
import { BadInput, type FieldFault, NotFound } from '../http/problems.ts'
import { Content, Post } from './models.ts'
import { type PageRequest, paginate, startOf } from './pagination.ts'
import { countPosts, positionOf } from './positions.ts'
import { renderer } from './rendering.ts'
import type { PostChange, PostInput } from './schemas.ts'

/** The highest id that the column can hold. */
const HIGHEST_ID = 2_147_483_647

/** Read the id in an address. @throws NotFound for everything that no post can have as its id. */
export function readPostId(text: string): number {
  const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0
  if (id < 1 || id > HIGHEST_ID) throw new NotFound('not_found', { sentence: 'post_not_found' })
  return id
}

const LISTED = ['id', 'title', 'authorId', 'author__name', 'postdate', 'excerpt', 'readingMinutes'] as const

/** Read one page of all posts, newest first: columns of the post and the name of its author, never the text. */
export async function listPosts(request: PageRequest) {
  const total = await countPosts()
  const { posts, offset } = await positionOf(Math.min(startOf(request), total))
  return readPage(posts, request, { total, offset })
}

/** Read one page of an author's posts, as {@link listPosts} does. */
export async function listPostsOf(authorId: number, request: PageRequest) {
  const posts = Post.objects.filter({ authorId })
  return readPage(posts, request, { total: await posts.count(), offset: startOf(request) })
}

async function readPage(posts: QuerySet<Post>, request: PageRequest, at: { total: number; offset: number }) {
  const beyond = startOf(request) >= at.total
  const rows = beyond ? [] : await posts.values(...LISTED).slice(at.offset, at.offset + request.size)
  return { posts: rows, pagination: paginate(request, at.total) }
}

/** A post as lists read it. */
export type ListedPost = Awaited<ReturnType<typeof listPosts>>['posts'][number]

/** Read a post with its text and the name of its author. @throws NotFound when there is none. */
export async function readPost(id: number) {
  const post = await Post.objects
    .filter({ id })
    .values(...LISTED, 'content__content')
    .first()
  if (!post) throw new NotFound('not_found', { sentence: 'post_not_found' })
  return post
}

/** Read what says whose post it is and what it is called. @throws NotFound when there is none. */
export async function readPostHead(id: number) {
  const post = await Post.objects.filter({ id }).values('id', 'title', 'authorId').first()
  if (!post) throw new NotFound('not_found', { sentence: 'post_not_found' })
  return post
}

/** Find the posts that were written right before and right after one. */
export async function findNeighbours(id: number) {
  const [older, newer] = await Promise.all([
    Post.objects.filter({ id__lt: id }).orderBy('-id').values('id', 'title').first(),
    Post.objects.filter({ id__gt: id }).orderBy('id').values('id', 'title').first(),
  ])
  return { older, newer }
}

/** Store a new post. */
export async function createPost(author: User, input: PostInput, now: Date): Promise<Post> {
  const { title, content } = cleanPost(input)
  const summary = await renderer.summarize(content)
  return atomic(async () => {
    const post = await Post.objects.create({ title, author, postdate: now, ...summary })
    await Content.objects.create({ post, content })
    return post
  })
}

/** Change the title, the text or both. Gives the post's id and title as they are now. */
export async function changePost(id: number, change: PostChange) {
  const { title, content } = cleanPost(change)
  const summary = content === undefined ? {} : await renderer.summarize(content)
  return atomic(async () => {
    await Post.objects.filter({ id }).update({ ...(title === undefined ? {} : { title }), ...summary })
    if (content !== undefined) await Content.objects.updateOrCreate({ postId: id }, { content })
    return readPostHead(id)
  })
}

/** Remove a post with its text. */
export async function deletePost(id: number): Promise<void> {
  await Post.objects.filter({ id }).delete()
}

/** Put a post's data in the form in which it is stored. @throws BadInput when something is blank. */
function cleanPost<T extends PostChange>(input: T): T {
  const clean = { ...input }
  if (input.title !== undefined) clean.title = input.title.replace(/\s+/g, ' ').trim()
  if (input.content !== undefined) clean.content = input.content.replace(/\r\n?/g, '\n')
  const blank = (['title', 'content'] as const).filter(name => input[name] !== undefined && !clean[name]?.trim())
  if (blank.length > 0) throw new BadInput('invalid', { fields: blankFaults(blank) })
  return clean
}

function blankFaults(names: readonly string[]): Record<string, FieldFault[]> {
  return Object.fromEntries(names.map(name => [name, [{ code: 'blank' }]]))
}
