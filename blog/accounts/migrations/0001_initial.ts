import { createModel, field, migration } from '@inkstone/orm/migrations'

/** The table of the document's original, to the letter: a database that has it already starts with the next migration. */
export default migration({
  operations: [
    createModel('User', {
      table: 'user',
      fields: {
        id: field.auto({ primaryKey: true }),
        name: field.char({ maxLength: 48 }),
        email: field.char({ unique: true, maxLength: 64 }),
        password: field.char({ maxLength: 128 }),
      },
    }),
  ],
})
