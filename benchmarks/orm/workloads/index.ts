import { countPosts } from './count-posts.ts'
import { deleteContents } from './delete-contents.ts'
import { deletePosts } from './delete-posts.ts'
import { firstPosts } from './first-posts.ts'
import { insertPost } from './insert-post.ts'
import { insertPosts } from './insert-posts.ts'
import { pageOfPosts } from './page-of-posts.ts'
import { renamePost } from './rename-post.ts'
import { userByEmail } from './user-by-email.ts'
import { userByKey } from './user-by-key.ts'
import type { Workload } from './workload.ts'

/** All workloads in the order of the table. */
export const workloads: readonly Workload[] = [
  userByKey,
  userByEmail,
  pageOfPosts,
  countPosts,
  insertPost,
  insertPosts,
  renamePost,
  firstPosts,
  deleteContents,
  deletePosts,
]
