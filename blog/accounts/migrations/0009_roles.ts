import { addField, createModel, field, migration } from '@inkstone/orm/migrations'

export default migration({
  dependencies: [['accounts', '0008_second_factors']],
  operations: [
    createModel('Permission', {
      table: 'auth_permission',
      fields: {
        id: field.auto({ primaryKey: true }),
        name: field.char({ maxLength: 255 }),
        model: field.char({ maxLength: 100 }),
        codename: field.char({ maxLength: 100 }),
      },
      uniqueTogether: [['model', 'codename']],
    }),
    createModel('Group', {
      table: 'auth_group',
      fields: {
        id: field.auto({ primaryKey: true }),
        name: field.char({ unique: true, maxLength: 150 }),
        permissions: field.manyToMany({
          to: 'Permission',
          relatedName: 'groups',
          dbTable: 'auth_group_permissions',
          columns: ['group_id', 'permission_id'],
        }),
      },
    }),
    addField('User', 'isSuperuser', field.boolean({ null: true })),
    addField(
      'User',
      'groups',
      field.manyToMany({
        to: 'Group',
        relatedName: 'users',
        dbTable: 'user_groups',
        columns: ['user_id', 'group_id'],
      }),
    ),
    addField(
      'User',
      'userPermissions',
      field.manyToMany({
        to: 'Permission',
        relatedName: 'users',
        dbTable: 'user_user_permissions',
        columns: ['user_id', 'permission_id'],
      }),
    ),
  ],
})
