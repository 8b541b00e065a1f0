import { createModel, field, migration } from '@inkstone/orm/migrations'

export default migration({
  dependencies: [['accounts', '0005_devices']],
  operations: [
    createModel('RefreshToken', {
      table: 'refresh_token',
      fields: {
        digest: field.char({ primaryKey: true, maxLength: 64 }),
        session: field.char({ dbIndex: true, maxLength: 64 }),
        user: field.foreignKey({ to: 'User', onDelete: 'CASCADE', relatedName: 'refreshTokens' }),
        createdAt: field.datetime(),
        expiresAt: field.datetime({ dbIndex: true }),
        usedAt: field.datetime({ null: true }),
      },
    }),
  ],
})
