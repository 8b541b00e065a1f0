import { addField, createModel, field, migration } from '@inkstone/orm/migrations'

export default migration({
  dependencies: [['accounts', '0002_sessions_and_identity']],
  operations: [
    createModel('OneTimeToken', {
      table: 'one_time_token',
      fields: {
        id: field.auto({ primaryKey: true }),
        purpose: field.char({ maxLength: 16 }),
        digest: field.char({ unique: true, maxLength: 64 }),
        user: field.foreignKey({ null: true, to: 'User', onDelete: 'CASCADE', relatedName: 'oneTimeTokens' }),
        email: field.char({ null: true, maxLength: 64 }),
        payload: field.text({ null: true }),
        createdAt: field.datetime(),
        expiresAt: field.datetime({ dbIndex: true }),
        usedAt: field.datetime({ null: true }),
      },
    }),
    addField('User', 'verifiedAt', field.datetime({ null: true })),
  ],
})
