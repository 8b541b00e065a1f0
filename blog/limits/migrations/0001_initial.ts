import { createModel, field, migration } from '@inkstone/orm/migrations'

export default migration({
  operations: [
    createModel('Tally', {
      table: 'tally',
      fields: {
        key: field.char({ primaryKey: true, maxLength: 64 }),
        count: field.positiveInteger({ default: 0 }),
        mark: field.bigInteger({ default: 0 }),
        expiresAt: field.datetime({ dbIndex: true }),
      },
    }),
  ],
})
