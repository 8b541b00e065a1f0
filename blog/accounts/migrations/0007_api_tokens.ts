import { createModel, field, migration } from '@inkstone/orm/migrations'

export default migration({
  dependencies: [['accounts', '0006_refresh_tokens']],
  operations: [
    createModel('ApiToken', {
      table: 'api_token',
      fields: {
        id: field.auto({ primaryKey: true }),
        user: field.foreignKey({ to: 'User', onDelete: 'CASCADE', relatedName: 'apiTokens' }),
        name: field.char({ maxLength: 48 }),
        digest: field.char({ unique: true, maxLength: 64 }),
        hint: field.char({ maxLength: 12 }),
        scopes: field.char({ maxLength: 200 }),
        createdAt: field.datetime(),
        expiresAt: field.datetime({ dbIndex: true }),
        usedAt: field.datetime({ null: true }),
      },
    }),
  ],
})
