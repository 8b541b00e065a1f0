import { createModel, field, migration } from '@inkstone/orm/migrations'

export default migration({
  dependencies: [['accounts', '0003_one_time_tokens']],
  operations: [
    createModel('AuditEvent', {
      table: 'audit_event',
      fields: {
        id: field.auto({ primaryKey: true }),
        at: field.datetime({ dbIndex: true }),
        event: field.char({ maxLength: 48 }),
        userId: field.positiveInteger({ null: true, dbIndex: true }),
        address: field.char({ null: true, maxLength: 45 }),
        device: field.char({ null: true, maxLength: 200 }),
        details: field.json(),
      },
    }),
  ],
})
