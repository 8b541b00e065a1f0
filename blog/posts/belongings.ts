import type { Belongings } from '../accounts/leaving/belongings.ts'
import { Post } from './models.ts'

/** The posts of a user, which an export holds whole and which no deletion of an account takes along. */
export const postBelongings: Belongings = {
  name: 'posts',
  async read(userId) {
    const posts = Post.objects.filter({ authorId: userId }).orderBy('id')
    const rows = await posts.values('id', 'title', 'postdate', 'content__content')
    return rows.map(({ content__content: content, ...post }) => ({ ...post, content: content ?? '' }))
  },
  countProtected: userId => Post.objects.filter({ authorId: userId }).count(),
}
