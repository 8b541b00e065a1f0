import { auto, char, type Manager, manager, manyToMany, model, type Related } from '@inkstone/orm'
import type { User } from '../models.ts'

/** Something that may be done to the rows of a model, as in Django; users have it by themselves or through a group. */
export class Permission extends model(
  'Permission',
  {
    id: auto(),
    /** For people: `Can change post`. */
    name: char({ maxLength: 255 }),
    /** App and model, such as `posts.post`. */
    model: char({ maxLength: 100 }),
    /** What may be done, such as `change_post`. */
    codename: char({ maxLength: 100 }),
  },
  { table: 'auth_permission', ordering: ['model', 'codename'], uniqueTogether: [['model', 'codename']] },
) {
  declare readonly groups: Related<Group>
  declare readonly users: Related<User>
  static readonly objects: Manager<Permission> = manager(Permission)
}

/** A role: users who have it have all of its permissions. */
export class Group extends model(
  'Group',
  {
    id: auto(),
    name: char({ maxLength: 150, unique: true }),
    permissions: manyToMany(() => Permission, { relatedName: 'groups' }),
  },
  { table: 'auth_group', ordering: ['name'] },
) {
  declare readonly users: Related<User>
  static readonly objects: Manager<Group> = manager(Group)
}
