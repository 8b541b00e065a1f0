import { createModel, field, migration } from '@inkstone/orm/migrations'

export default migration({
  operations: [
    createModel('Letter', {
      table: 'outbox',
      fields: {
        id: field.auto({ primaryKey: true }),
        recipient: field.char({ maxLength: 254 }),
        kind: field.char({ maxLength: 32 }),
        sealed: field.text({ null: true }),
        createdAt: field.datetime(),
        expiresAt: field.datetime(),
        attempts: field.positiveInteger({ default: 0 }),
        dueAt: field.datetime({ null: true, dbIndex: true }),
        sentAt: field.datetime({ null: true }),
        fault: field.char({ null: true, maxLength: 200 }),
      },
    }),
  ],
})
