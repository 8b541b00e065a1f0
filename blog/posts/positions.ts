import { type QuerySet, Sum } from '@inkstone/orm'
import { Post, PostBlock } from './models.ts'

/** Ids per block. The triggers of migrations 0003 and 0004 divide by the same number. */
const BLOCK_SIZE = 2048

/**
 * Count all posts by their blocks: a few hundred rows where there are a million posts. Without blocks, as on a server
 * that refuses triggers, the posts themselves are counted.
 */
export async function countPosts(): Promise<number> {
  const { total } = await PostBlock.objects.aggregate({ total: Sum('total') })
  return total ?? Post.objects.count()
}

/** Where a part of the list of all posts begins: so many rows after the first of `posts`. */
interface Position {
  readonly posts: QuerySet<Post>
  readonly offset: number
}

/** Find the post at an offset in the list of all, newest first, without walking past more than a block of others. */
export async function positionOf(offset: number): Promise<Position> {
  const posts = Post.objects.all()
  if (offset < BLOCK_SIZE) return { posts, offset }
  let left = offset
  for (const { block, total } of await PostBlock.objects.orderBy('-block')) {
    if (left < total) return { posts: posts.filter({ id__lt: (block + 1) * BLOCK_SIZE }), offset: left }
    left -= total
  }
  return { posts, offset }
}
