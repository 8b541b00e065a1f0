import { addField, createModel, field, migration } from '@inkstone/orm/migrations'

export default migration({
  dependencies: [['accounts', '0001_initial']],
  operations: [
    createModel('Session', {
      table: 'session',
      fields: {
        key: field.char({ primaryKey: true, maxLength: 64 }),
        user: field.foreignKey({ to: 'User', onDelete: 'CASCADE', relatedName: 'sessions' }),
        cookie: field.boolean(),
        createdAt: field.datetime(),
        expiresAt: field.datetime({ dbIndex: true }),
      },
    }),
    addField('User', 'emailCanonical', field.char({ null: true, unique: true, maxLength: 254 })),
    addField('User', 'isStaff', field.boolean({ null: true })),
    addField('User', 'joinedAt', field.datetime({ null: true })),
    addField('User', 'disabledAt', field.datetime({ null: true })),
    addField('User', 'tokensValidAfter', field.datetime({ null: true })),
  ],
})
