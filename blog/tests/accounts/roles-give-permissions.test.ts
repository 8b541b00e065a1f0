import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { User } from '../../accounts/models.ts'
import { createPermissions } from '../../accounts/roles/create-permissions.ts'
import { grantRole, revokeRole } from '../../accounts/roles/grants.ts'
import { Group, Permission } from '../../accounts/roles/models.ts'
import { hasPerm } from '../../accounts/roles/permissions.ts'
import { apps, models } from '../../database.ts'
import { registerUser } from '../helper.ts'
import { buildSite } from '../site.ts'

/** A user as a new request would find them, with nothing remembered. */
function fresh({ id }: User): Promise<User> {
  return User.objects.get({ pk: id })
}

async function permission(codename: string): Promise<Permission> {
  return Permission.objects.get({ codename })
}

describe('permissions', () => {
  test('exist for every model after migrating, four for each, and those that apps declare', async t => {
    await buildSite(t)
    const all = await Permission.objects.all().values('model', 'codename', 'name')
    const custom = apps.flatMap(({ permissions = [] }) => permissions)
    assert.equal(all.length, models.length * 4 + custom.length)
    assert.deepEqual(
      all.filter(({ model }) => model === 'accounts.onetimetoken').map(({ codename, name }) => [codename, name]),
      [
        ['add_onetimetoken', 'Can add one time token'],
        ['change_onetimetoken', 'Can change one time token'],
        ['delete_onetimetoken', 'Can delete one time token'],
        ['view_onetimetoken', 'Can view one time token'],
      ],
    )
    await createPermissions(apps)
    assert.equal(await Permission.objects.count(), all.length, 'made once')
  })

  test('of a group are those of its members', async t => {
    const site = await buildSite(t)
    await registerUser(site)
    const user = await User.objects.get({ pk: 1 })
    assert.equal(await hasPerm(user, 'posts.change_post'), false)
    await user.groups.add(await Group.objects.get({ name: 'editor' }))
    assert.equal(await hasPerm(await fresh(user), 'posts.change_post'), true)
    assert.equal(await hasPerm(await fresh(user), 'posts.change_content'), false)
    assert.equal(await hasPerm(await fresh(user), 'accounts.change_post'), false, 'the app counts')
  })

  test('may be given to one user', async t => {
    const site = await buildSite(t)
    await registerUser(site)
    const user = await User.objects.get({ pk: 1 })
    await user.userPermissions.add(await permission('view_letter'))
    assert.equal(await hasPerm(await fresh(user), 'mail.view_letter'), true)
    assert.equal(await hasPerm(await fresh(user), 'mail.change_letter'), false)
  })

  test('are all those of a superuser, and none of a disabled one', async t => {
    const site = await buildSite(t)
    await registerUser(site)
    await grantRole(await User.objects.get({ pk: 1 }), 'superuser')
    const user = await User.objects.get({ pk: 1 })
    assert.equal(await hasPerm(user, 'nothing.at_all'), true)
    user.disabledAt = new Date()
    assert.equal(await hasPerm(user, 'nothing.at_all'), false)
  })

  test('are looked up once per request', async t => {
    const site = await buildSite(t)
    await registerUser(site)
    const user = await User.objects.get({ pk: 1 })
    await user.groups.add(await Group.objects.get({ name: 'editor' }))
    assert.equal(await hasPerm(user, 'posts.change_post'), true)
    await user.groups.clear()
    assert.equal(await hasPerm(user, 'posts.change_post'), true, 'what this request knows')
    assert.equal(await hasPerm(await fresh(user), 'posts.change_post'), false, 'what the next one finds')
  })
})

describe('roles', () => {
  test('are given and taken, with what they mean for the flags', async t => {
    const site = await buildSite(t)
    await registerUser(site)
    const user = await User.objects.get({ pk: 1 })
    const flags = async () => {
      const { isStaff, isSuperuser } = await fresh(user)
      return [isStaff, isSuperuser]
    }
    await grantRole(user, 'editor')
    assert.deepEqual(await flags(), [false, false])
    await grantRole(user, 'staff')
    assert.deepEqual(await flags(), [true, false])
    await grantRole(user, 'superuser')
    assert.deepEqual(await flags(), [true, true])
    await revokeRole(user, 'superuser')
    assert.deepEqual(await flags(), [true, false], 'still a member of staff')
    await revokeRole(user, 'staff')
    assert.deepEqual(await flags(), [false, false])
  })

  test('are written into the audit log', async t => {
    const site = await buildSite(t)
    const token = await registerUser(site)
    const user = await User.objects.get({ pk: 1 })
    await grantRole(user, 'editor')
    await revokeRole(user, 'editor')
    const { events } = (await site.request('GET', '/users/me/events', { token })).json()
    assert.deepEqual(
      events.map(({ event }: { event: string }) => event),
      ['role_revoked', 'role_granted', 'registered'],
    )
  })

  test('cannot be had by asking', async t => {
    const site = await buildSite(t)
    for (const extra of [{ is_superuser: true }, { isSuperuser: true }, { groups: [1] }, { is_staff: true }]) {
      const json = { name: 'eve', email: 'eve@xdd.com', password: 'some long password', ...extra }
      assert.equal((await site.request('POST', '/users/', { json })).statusCode, 400)
    }
    assert.equal(await User.objects.count(), 0)
  })
})
