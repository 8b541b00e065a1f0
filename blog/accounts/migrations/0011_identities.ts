import { createModel, field, migration } from '@inkstone/orm/migrations'

export default migration({
  dependencies: [['accounts', '0010_default_groups']],
  operations: [
    createModel('Identity', {
      table: 'identity',
      fields: {
        id: field.auto({ primaryKey: true }),
        user: field.foreignKey({ to: 'User', onDelete: 'CASCADE', relatedName: 'identities' }),
        issuer: field.char({ maxLength: 255 }),
        subject: field.char({ maxLength: 255 }),
        email: field.char({ null: true, maxLength: 254 }),
        createdAt: field.datetime(),
        usedAt: field.datetime({ null: true }),
      },
      uniqueTogether: [['issuer', 'subject']],
    }),
  ],
})
