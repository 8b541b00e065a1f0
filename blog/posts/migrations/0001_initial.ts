import { createModel, field, migration } from '@inkstone/orm/migrations'

/** The tables of the document's original, to the letter: a database that has them already starts with the next migration. */
export default migration({
  dependencies: [['accounts', '0001_initial']],
  operations: [
    createModel('Post', {
      table: 'post',
      fields: {
        id: field.auto({ primaryKey: true }),
        title: field.char({ maxLength: 256 }),
        author: field.foreignKey({ to: 'User', onDelete: 'PROTECT', relatedName: 'posts' }),
        postdate: field.datetime(),
      },
    }),
    createModel('Content', {
      table: 'content',
      fields: {
        post: field.oneToOne({ primaryKey: true, to: 'Post', onDelete: 'CASCADE', relatedName: 'content' }),
        content: field.text(),
      },
    }),
  ],
})
