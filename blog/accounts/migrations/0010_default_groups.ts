import { type HistoricModel, type MigrationContext, migration, runCode } from '@inkstone/orm/migrations'

const own = [
  ['posts.post', 'add_post', 'Can add post'],
  ['posts.post', 'change_own_post', 'Can change own post'],
  ['posts.post', 'delete_own_post', 'Can delete own post'],
] as const

/** What the groups of a new site may do: model, codename and name of each permission. */
const groups: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
  author: own,
  editor: [...own, ['posts.post', 'change_post', 'Can change post'], ['posts.post', 'delete_post', 'Can delete post']],
  staff: [
    ['accounts.user', 'view_user', 'Can view user'],
    ['accounts.user', 'disable_user', 'Can disable user'],
    ['accounts.user', 'invite_user', 'Can invite user'],
    ['accounts.session', 'view_session', 'Can view session'],
    ['accounts.session', 'delete_session', 'Can delete session'],
    ['mail.letter', 'view_letter', 'Can view letter'],
  ],
}

/** Permissions are made after all migrations; those that are given here are made now, as Django advises. */
async function makePermission(Permission: HistoricModel, [model, codename, name]: readonly [string, string, string]) {
  const [permission] = await Permission.objects.getOrCreate({ model, codename }, { name })
  return permission
}

async function makeGroups({ model }: MigrationContext): Promise<void> {
  const [Group, Permission] = [model('Group'), model('Permission')]
  for (const [name, permissions] of Object.entries(groups)) {
    const [group] = await Group.objects.getOrCreate({ name })
    for (const permission of permissions) await group.permissions.add(await makePermission(Permission, permission))
  }
}

async function removeGroups({ model }: MigrationContext): Promise<void> {
  await model('Group')
    .objects.filter({ name__in: Object.keys(groups) })
    .delete()
}

export default migration({
  dependencies: [['accounts', '0009_roles']],
  operations: [runCode(makeGroups, removeGroups)],
})
