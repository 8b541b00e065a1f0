import Type, { type Static } from 'typebox'
import { TITLE_LENGTH } from './models.ts'

/** Longest text of a post, in code points. Longer than a few thousand it is rendered on a thread of its own. */
const CONTENT_LENGTH = 100_000

/** Room for the longest text where each of its characters takes nine bytes, as in a form. */
export const POST_BODY_LIMIT = 1024 * 1024

const title = Type.String({ minLength: 1, maxLength: TITLE_LENGTH, description: 'Plain text' })
const content = Type.String({ minLength: 1, maxLength: CONTENT_LENGTH, description: 'Markdown' })

/** What a new post is made of, and what replaces it as a whole. */
export const PostInput = Type.Object({ title, content }, { additionalProperties: false })
export type PostInput = Static<typeof PostInput>

/** The same as a form sends it, beside the fields that every form has. */
export const PostForm = Type.Object({ title, content, action: Type.Optional(Type.String()) })
export type PostForm = Static<typeof PostForm>

/** What of a post is to change. */
export const PostChange = Type.Partial(PostInput, { additionalProperties: false })
export type PostChange = Static<typeof PostChange>

/** The address parameter of one post; whatever is no possible id is answered 404, not 400. */
export const PostParams = Type.Object({ id: Type.String() })
export type PostParams = Static<typeof PostParams>

/** Which part of the list to give; what makes no sense is read as the default, not refused. */
export const ListQuery = Type.Object({
  page: Type.Optional(Type.Unsafe<unknown>({ description: 'From 1; anything else counts as 1' })),
  size: Type.Optional(Type.Unsafe<unknown>({ description: '1 to 100; anything else counts as 20' })),
})

export type ListQuery = Static<typeof ListQuery>

export const PostCreated = Type.Object(
  { post: Type.Object({ id: Type.Integer(), title: Type.String() }) },
  { description: 'Published' },
)

export const PostRemoved = Type.Null({ description: 'Deleted' })

const listed = {
  id: Type.Integer(),
  title: Type.String(),
  author: Type.String(),
  author_id: Type.Integer(),
  postdate: Type.Integer({ description: 'Seconds since 1970' }),
}

export const PostDetail = Type.Object({ post: Type.Object({ ...listed, content: Type.String() }) })

export const PostList = Type.Object({
  posts: Type.Array(Type.Object({ ...listed, excerpt: Type.String() })),
  pagination: Type.Object({
    page: Type.Integer(),
    size: Type.Integer(),
    total: Type.Integer(),
    pages: Type.Integer(),
  }),
})
