import { atomic } from '@inkstone/orm'
import { auditCommand } from '../audit/audit.ts'
import { User } from '../models.ts'
import { Group } from './models.ts'

/** The role that is no group: whoever has it may do everything. */
const superuser = 'superuser'
/** The group whose members may enter what is for those who look after the site. */
const staff = 'staff'

/** List the roles of a user, those of the flags among them. */
export async function rolesOf(user: User): Promise<string[]> {
  const groups = [...(await user.groups.all())].map(({ name }) => name)
  return user.isSuperuser ? [superuser, ...groups] : groups
}

/** List every role that can be granted. */
export async function allRoles(): Promise<string[]> {
  const groups = [...(await Group.objects.all().values('name'))].map(({ name }) => name)
  return [superuser, ...groups]
}

/** Give a user a role. It holds from their next request on. Throws DoesNotExist for an unknown one. */
export async function grantRole(user: User, role: string): Promise<void> {
  await atomic(async () => {
    if (role !== superuser) await user.groups.add(await Group.objects.get({ name: role }))
    await storeFlags(user, role === superuser ? true : user.isSuperuser === true)
    await auditCommand('role_granted', user.id, { name: role })
  })
}

/** Take a role from a user; what they may do now is asked at their next request. Throws DoesNotExist for an unknown one. */
export async function revokeRole(user: User, role: string): Promise<void> {
  await atomic(async () => {
    if (role !== superuser) await user.groups.remove(await Group.objects.get({ name: role }))
    await storeFlags(user, role === superuser ? false : user.isSuperuser === true)
    await auditCommand('role_revoked', user.id, { name: role })
  })
}

/** Superusers and members of `staff` may enter, and nobody else whose roles were changed here. */
async function storeFlags(user: User, isSuperuser: boolean): Promise<void> {
  const isStaff = isSuperuser || (await user.groups.filter({ name: staff }).exists())
  await User.objects.filter({ pk: user.id }).update({ isSuperuser, isStaff })
  Object.assign(user, { isSuperuser, isStaff })
}
