import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { User } from '../accounts/models.ts'
import { requireUser } from '../accounts/permissions.ts'
import type { CustomPermission } from '../accounts/roles/create-permissions.ts'
import { hasPerm } from '../accounts/roles/permissions.ts'
import { Forbidden } from '../http/problems.ts'

/** What may be done to posts beside adding, changing, deleting and viewing anybody's. */
export const postPermissions: readonly CustomPermission[] = [
  { model: 'posts.post', codename: 'change_own_post', name: 'Can change own post' },
  { model: 'posts.post', codename: 'delete_own_post', name: 'Can delete own post' },
]

/** What one does to a post that is there. */
type Act = 'change' | 'delete'

/** Tell whether a user may publish; everybody may unless the settings leave it to those who were made authors. */
async function mayPublish({ server }: FastifyRequest, user: User): Promise<boolean> {
  return server.settings.publishing === 'everybody' || hasPerm(user, 'posts.add_post')
}

/** Tell whether a user may change or delete a post: its author, and whoever may do it to anybody's. */
async function may({ server }: FastifyRequest, user: User, act: Act, authorId: number): Promise<boolean> {
  const own = user.id === authorId
  if (own && (server.settings.publishing === 'everybody' || (await hasPerm(user, `posts.${act}_own_post`)))) return true
  return hasPerm(user, `posts.${act}_post`)
}

/** Let pages offer writing to those only who may publish. To be called once it is known who asks. */
export function offerWriting(app: FastifyInstance): void {
  app.decorateRequest('offersWriting', true)
  if (app.settings.publishing === 'everybody') return
  app.addHook('onRequest', async request => {
    if (request.user && request.wantsHtml) request.offersWriting = await mayPublish(request, request.user)
  })
}

/** Let only those who may publish go on. Throws NotAuthenticated or Forbidden. */
export async function requirePublisher(request: FastifyRequest): Promise<User> {
  const user = requireUser(request)
  if (!(await mayPublish(request, user))) throw new Forbidden()
  return user
}

/** Let only those go on who may change or delete a post. Throws NotAuthenticated or Forbidden. */
export async function requireRight(request: FastifyRequest, act: Act, post: { readonly authorId: number }) {
  if (!(await may(request, requireUser(request), act, post.authorId))) throw new Forbidden()
}

/** Tell what who asks may do to a post, for the page that offers it. */
export async function rightsOf(request: FastifyRequest, { authorId }: { readonly authorId: number }) {
  const { user } = request
  if (!user) return { change: false, delete: false }
  return { change: await may(request, user, 'change', authorId), delete: await may(request, user, 'delete', authorId) }
}
