import { requireUser } from '../accounts/permissions.ts'
import type { Routes } from '../http/routing.ts'
import { readPageRequest } from './pagination.ts'
import { requireAuthor, requireLogIn } from './permissions.ts'
import * as schemas from './schemas.ts'
import {
  changePost,
  createPost,
  deletePost,
  type ListedPost,
  listPosts,
  readPost,
  readPostHead,
  readPostId,
} from './store.ts'

/** The JSON calls below `/posts` and `/api/posts`. */
export const api: Routes = async app => {
  const write = { preValidation: requireLogIn, bodyLimit: schemas.POST_BODY_LIMIT }
  const { PostInput, PostChange, PostParams, PostCreated, PostDetail, PostList, ListQuery } = schemas

  app.get('/', { schema: { querystring: ListQuery, response: { 200: PostList } } }, async request => {
    const { posts, pagination } = await listPosts(readPageRequest(request.query))
    return { posts: posts.map(post => ({ ...listed(post), excerpt: post.excerpt ?? '' })), pagination }
  })

  app.post('/', { ...write, schema: { body: PostInput, response: { 201: PostCreated } } }, async (request, reply) => {
    const post = await createPost(requireUser(request), request.body, new Date(app.clock()))
    return reply.code(201).send({ post: { id: post.id, title: post.title } })
  })

  app.get('/:id', { schema: { params: PostParams, response: { 200: PostDetail } } }, request =>
    detail(readPostId(request.params.id)),
  )

  for (const [method, body] of [
    ['PUT', PostInput],
    ['PATCH', PostChange],
  ] as const) {
    const schema = { params: PostParams, body, response: { 200: PostDetail } }
    app.route({
      method,
      url: '/:id',
      ...write,
      schema,
      handler: async request => {
        const id = readPostId(request.params.id)
        requireAuthor(request, await readPostHead(id))
        await changePost(id, request.body)
        return detail(id)
      },
    })
  }

  app.delete('/:id', { ...write, schema: { params: PostParams } }, async (request, reply) => {
    const id = readPostId(request.params.id)
    requireAuthor(request, await readPostHead(id))
    await deletePost(id)
    return reply.code(204).send()
  })
}

async function detail(id: number) {
  const post = await readPost(id)
  return { post: { ...listed(post), content: post.content__content ?? '' } }
}

/** A stored post as the JSON interface names its parts. */
function listed(post: Omit<ListedPost, 'excerpt'>) {
  return {
    id: post.id,
    title: post.title,
    author: post.author__name,
    author_id: post.authorId,
    postdate: Math.floor(post.postdate.getTime() / 1000),
  }
}
