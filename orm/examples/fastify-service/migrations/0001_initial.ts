import { createModel, field, migration } from '@inkstone/orm/migrations'

export default migration({
  operations: [
    createModel('Project', {
      table: 'project',
      fields: { id: field.auto({ primaryKey: true }), name: field.char({ unique: true, maxLength: 80 }) },
    }),
    createModel('Task', {
      table: 'task',
      fields: {
        id: field.auto({ primaryKey: true }),
        title: field.char({ maxLength: 200 }),
        done: field.boolean(),
        created: field.datetime(),
        project: field.foreignKey({ to: 'Project', onDelete: 'CASCADE', relatedName: 'tasks' }),
      },
    }),
  ],
})
