import type { FastifyReply, FastifyRequest } from 'fastify'
import { logInFirst, requireUser } from '../accounts/permissions.ts'
import { readForms } from '../http/forms.ts'
import { NotFound } from '../http/problems.ts'
import { html, type Routes } from '../http/routing.ts'
import { formText, refusedForm } from '../web/form-errors.ts'
import { setNotice } from '../web/notices.ts'
import { pageContext, sendPage, sendSharedPage } from '../web/page.ts'
import { languageOf } from './language.ts'
import { readPageRequest } from './pagination.ts'
import { requirePublisher, requireRight, rightsOf } from './permissions.ts'
import { renderOnce } from './rendered.ts'
import { renderer } from './rendering.ts'
import { ListQuery, POST_BODY_LIMIT, PostForm, PostParams } from './schemas.ts'
import * as store from './store.ts'
import { postPath } from './urls.ts'
import type { Draft, PostSummary } from './views/data.ts'
import { type EditorState, editorView } from './views/editor.ts'
import { listView } from './views/list.ts'
import { mineView } from './views/mine.ts'
import { postView } from './views/post.ts'
import { removeView } from './views/remove.ts'

/** Posts on one page of a list that is read, not searched. */
const PAGE_SIZE = 10

/** Posts on one page of an author's own list. */
const OWN_PAGE_SIZE = 20

/** The pages about posts. Each works without scripts; scripts send the same forms to the JSON calls. */
export const pages: Routes = async app => {
  readForms(app)
  const form = { schema: { body: PostForm }, attachValidation: true, bodyLimit: POST_BODY_LIMIT }
  const author = { preHandler: logInFirst }
  const list = { schema: { querystring: ListQuery } }

  for (const path of ['/', '/index', '/list']) app.get(path, list, showList)
  app.get('/posts/', { ...list, constraints: html }, showList)
  app.get('/posts/:id', { constraints: html, schema: { params: PostParams } }, showPost)
  app.get('/posts/:id/:slug', { schema: { params: PostParams } }, showPost)

  app.get('/pub', author, async (request, reply) => {
    await requirePublisher(request)
    return showEditor(request, reply, { draft: { title: '', content: '' } })
  })
  app.post('/pub', form, (request, reply) => submit(request, reply, undefined))
  app.get('/write/:id', { ...author, schema: { params: PostParams } }, showStored)
  app.post('/write/:id', { ...form, schema: { ...form.schema, params: PostParams } }, async (request, reply) =>
    submit(request, reply, store.readPostId(request.params.id)),
  )

  app.get('/me/posts', { ...author, ...list }, showOwn)
  app.get('/me/posts/:id/delete', { ...author, schema: { params: PostParams } }, askToRemove)
  app.post('/me/posts/:id/delete', { ...author, schema: { params: PostParams } }, remove)
}

type Params = { Params: PostParams }
type Query = { Querystring: ListQuery }

async function showList(request: FastifyRequest<Query>, reply: FastifyReply) {
  const { page } = readPageRequest(request.query)
  const { posts, pagination } = await store.listPosts({ page, size: PAGE_SIZE })
  if (posts.length === 0 && page > 1) throw new NotFound()
  const path = request.url.split('?', 1)[0] ?? '/'
  const shows = { path, posts: posts.map(summaryOf), pagination }
  return sendSharedPage(request, reply, shows, listView)
}

function summaryOf(post: store.ListedPost): PostSummary {
  return { ...post, author: post.author__name }
}

async function showPost(request: FastifyRequest<Params>, reply: FastifyReply) {
  const post = await store.readPost(store.readPostId(request.params.id))
  const neighbours = await store.findNeighbours(post.id)
  const rights = await rightsOf(request, post)
  const text = await renderOnce(post.content__content ?? '')
  const page = { ...summaryOf(post), rights, text, language: languageOf(post.title, text.letters), ...neighbours }
  const view = postView(pageContext(request, reply), page)
  return sendPage(request, reply, view)
}

function showEditor(request: FastifyRequest, reply: FastifyReply, state: EditorState, status = 200) {
  return sendPage(request, reply, editorView(pageContext(request, reply), state), status)
}

async function showStored(request: FastifyRequest<Params>, reply: FastifyReply) {
  const post = await store.readPost(store.readPostId(request.params.id))
  await requireRight(request, 'change', post)
  const draft = { title: post.title, content: post.content__content ?? '' }
  return showEditor(request, reply, { id: post.id, draft })
}

/** Publish or change a post, show what it would look like, or show what is wrong with it. */
async function submit(request: FastifyRequest, reply: FastifyReply, id: number | undefined) {
  const draft = { title: formText(request.body, 'title'), content: formText(request.body, 'content') }
  const state = { draft, ...(id === undefined ? {} : { id }) }
  try {
    requireUser(request)
    if (formText(request.body, 'action') === 'preview') {
      return showEditor(request, reply, { ...state, preview: await renderer.render(draft.content) })
    }
    return reply.redirect(await save(request, reply, draft, id), 303)
  } catch (error) {
    const errors = refusedForm(request, error)
    return showEditor(request, reply, { ...state, errors }, errors.status)
  }
}

/** Store a draft; give the address of the post. */
async function save(request: FastifyRequest, reply: FastifyReply, draft: Draft, id: number | undefined) {
  const user = id === undefined ? await requirePublisher(request) : requireUser(request)
  if (id !== undefined) await requireRight(request, 'change', await store.readPostHead(id))
  if (request.validationError) throw request.validationError
  const post =
    id === undefined
      ? await store.createPost(user, draft, new Date(request.server.clock()))
      : await store.changePost(id, draft)
  setNotice(request, reply, id === undefined ? 'published' : 'saved')
  return postPath(post)
}

async function showOwn(request: FastifyRequest<Query>, reply: FastifyReply) {
  const { page } = readPageRequest(request.query)
  const { posts, pagination } = await store.listPostsOf(requireUser(request).id, { page, size: OWN_PAGE_SIZE })
  if (posts.length === 0 && page > 1) throw new NotFound()
  return sendPage(request, reply, mineView(pageContext(request, reply), posts, pagination))
}

async function askToRemove(request: FastifyRequest<Params>, reply: FastifyReply) {
  const post = await store.readPostHead(store.readPostId(request.params.id))
  await requireRight(request, 'delete', post)
  return sendPage(request, reply, removeView(pageContext(request, reply), post, listAfter(request, post)))
}

async function remove(request: FastifyRequest<Params>, reply: FastifyReply) {
  const post = await store.readPostHead(store.readPostId(request.params.id))
  await requireRight(request, 'delete', post)
  await store.deletePost(post.id)
  setNotice(request, reply, 'deleted')
  return reply.redirect(listAfter(request, post), 303)
}

/** The list on which whoever deletes a post goes on: their own, or everybody's for somebody else's post. */
function listAfter({ user }: FastifyRequest, { authorId }: { readonly authorId: number }): string {
  return user?.id === authorId ? '/me/posts' : '/'
}
