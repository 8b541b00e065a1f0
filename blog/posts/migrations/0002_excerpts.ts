import { addField, field, migration } from '@inkstone/orm/migrations'

export default migration({
  dependencies: [['posts', '0001_initial']],
  operations: [
    addField('Post', 'excerpt', field.char({ null: true, maxLength: 256 })),
    addField('Post', 'readingMinutes', field.positiveInteger({ null: true })),
  ],
})
