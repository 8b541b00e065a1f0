import { Q } from '@inkstone/orm'
import type { FastifyRequest } from 'fastify'
import { Forbidden } from '../../http/problems.ts'
import type { User } from '../models.ts'
import { requireUser } from '../permissions.ts'
import type { CustomPermission } from './create-permissions.ts'
import { Permission } from './models.ts'

/** A permission as it is asked for: app and codename, such as `posts.change_post`. */
export type PermissionName = `${string}.${string}`

/** What may be done to accounts beside adding, changing, deleting and viewing them. */
export const accountPermissions: readonly CustomPermission[] = [
  { model: 'accounts.user', codename: 'disable_user', name: 'Can disable user' },
  { model: 'accounts.user', codename: 'invite_user', name: 'Can invite user' },
]

/** What was looked up for a user; each request has its own. */
const looked = new WeakMap<User, Promise<ReadonlySet<string>>>()

/**
 * Tell whether a user may do something, as Django's `ModelBackend`: a disabled one nothing, a superuser everything,
 * others what they and their groups were given. Looked up once per request.
 */
export async function hasPerm(user: User, permission: PermissionName): Promise<boolean> {
  if (!user.isActive) return false
  return user.isSuperuser === true || (await permissionsOf(user)).has(permission)
}

function permissionsOf(user: User): Promise<ReadonlySet<string>> {
  const known = looked.get(user) ?? readPermissions(user)
  looked.set(user, known)
  return known
}

async function readPermissions({ id }: User): Promise<ReadonlySet<string>> {
  const theirs = Permission.objects.filter(Q({ users__id: id }).or(Q({ groups__users__id: id })))
  const rows = await theirs.values('model', 'codename')
  return new Set(rows.map(({ model, codename }) => `${model.split('.', 1)[0]}.${codename}`))
}

/** Let only users with a permission go on. Throws NotAuthenticated or Forbidden. */
export async function requirePerm(request: FastifyRequest, permission: PermissionName): Promise<User> {
  const user = requireUser(request)
  if (!(await hasPerm(user, permission))) throw new Forbidden()
  return user
}
