import type { FastifyRequest } from 'fastify'
import { requireLogIn, requireUser } from '../accounts/permissions.ts'
import { errorAnswers } from '../http/answers.ts'
import type { Routes } from '../http/routing.ts'
import { setNoticeForScript } from '../web/notices.ts'
import { readPageRequest } from './pagination.ts'
import { requirePublisher, requireRight } from './permissions.ts'
import {
  ListQuery,
  POST_BODY_LIMIT,
  PostChange,
  PostCreated,
  PostDetail,
  PostInput,
  PostList,
  PostParams,
  PostRemoved,
} from './schemas.ts'
import * as store from './store.ts'

const tags = ['posts']
const security = [{ bearer: [] }, { session: [] }]

/** Options of the calls that change something: who asks is known before the body is judged. */
const write = {
  preValidation: requireLogIn,
  bodyLimit: POST_BODY_LIMIT,
  config: { scope: 'posts:write' },
} as const

async function publisher(request: FastifyRequest): Promise<void> {
  await requirePublisher(request)
}

/** What can be wrong with a request that carries a post. */
const refusals = [400, 401, 403, 404, 413, 415] as const

/** The JSON calls below `/posts`. */
export const api: Routes = async app => {
  const list = { tags, summary: 'List posts, newest first', querystring: ListQuery, response: { 200: PostList } }
  app.get('/', { schema: list }, async request => {
    const { posts, pagination } = await store.listPosts(readPageRequest(request.query))
    return { posts: posts.map(post => ({ ...listed(post), excerpt: post.excerpt ?? '' })), pagination }
  })

  const response = { 201: PostCreated, ...errorAnswers(...refusals) }
  const publish = { tags, summary: 'Publish a post', security, body: PostInput, response }
  app.post('/', { ...write, preValidation: publisher, schema: publish }, async (request, reply) => {
    const post = await store.createPost(requireUser(request), request.body, new Date(app.clock()))
    setNoticeForScript(request, reply, 'published')
    return reply.code(201).send({ post: { id: post.id, title: post.title } })
  })

  const found = { 200: PostDetail, ...errorAnswers(404) }
  app.get('/:id', { schema: { tags, summary: 'Read a post', params: PostParams, response: found } }, request =>
    detail(store.readPostId(request.params.id)),
  )

  const changed = { params: PostParams, response: { 200: PostDetail, ...errorAnswers(...refusals) } }
  const replace = {
    tags,
    summary: 'Replace a post of your own, or anybody’s with the permission',
    security,
    body: PostInput,
    ...changed,
  }
  app.put('/:id', { ...write, schema: replace }, async (request, reply) => {
    const id = store.readPostId(request.params.id)
    await requireRight(request, 'change', await store.readPostHead(id))
    await store.changePost(id, request.body)
    setNoticeForScript(request, reply, 'saved')
    return detail(id)
  })

  const amend = {
    tags,
    summary: 'Change parts of a post of your own, or anybody’s with the permission',
    security,
    body: PostChange,
    ...changed,
  }
  app.patch('/:id', { ...write, schema: amend }, async request => {
    const id = store.readPostId(request.params.id)
    await requireRight(request, 'change', await store.readPostHead(id))
    await store.changePost(id, request.body)
    return detail(id)
  })

  const gone = { 204: PostRemoved, ...errorAnswers(401, 403, 404) }
  const remove = {
    tags,
    summary: 'Delete a post of your own, or anybody’s with the permission',
    security,
    params: PostParams,
    response: gone,
  }
  app.delete('/:id', { ...write, schema: remove }, async (request, reply) => {
    const id = store.readPostId(request.params.id)
    await requireRight(request, 'delete', await store.readPostHead(id))
    await store.deletePost(id)
    setNoticeForScript(request, reply, 'deleted')
    return reply.code(204).send(null)
  })
}

async function detail(id: number) {
  const post = await store.readPost(id)
  return { post: { ...listed(post), content: post.content__content ?? '' } }
}

/** A stored post as the JSON interface names its parts. */
function listed(post: Omit<store.ListedPost, 'excerpt'>) {
  return {
    id: post.id,
    title: post.title,
    author: post.author__name,
    author_id: post.authorId,
    postdate: Math.floor(post.postdate.getTime() / 1000),
  }
}
