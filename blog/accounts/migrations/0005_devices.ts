import { addField, field, migration } from '@inkstone/orm/migrations'

export default migration({
  dependencies: [['accounts', '0004_audit_log']],
  operations: [
    addField('Session', 'seenAt', field.datetime({ null: true })),
    addField('Session', 'confirmedAt', field.datetime({ null: true })),
    addField('Session', 'address', field.char({ null: true, maxLength: 45 })),
    addField('Session', 'device', field.char({ null: true, maxLength: 200 })),
  ],
})
