import { addField, field, migration } from '@inkstone/orm/migrations'

export default migration({
  dependencies: [['library', '0001_initial']],
  operations: [addField('Book', 'rating', field.smallInteger({ null: true }))],
})
