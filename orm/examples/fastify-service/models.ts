import {
  auto,
  boolean,
  char,
  datetime,
  foreignKey,
  type Manager,
  manager,
  model,
  QuerySet,
  type Related,
} from '@inkstone/orm'

export class Project extends model('Project', { id: auto(), name: char({ maxLength: 80, unique: true }) }) {
  static readonly objects: Manager<Project> = manager(Project)
  declare readonly tasks: Related<Task>
}

/** Narrowings that more than one route wants. */
export class TaskQuerySet extends QuerySet<Task> {
  open(): this {
    return this.filter({ done: false })
  }
}

export class Task extends model(
  'Task',
  {
    id: auto(),
    title: char({ maxLength: 200 }),
    done: boolean({ default: false }),
    created: datetime({ autoNowAdd: true }),
    project: foreignKey(() => Project, { onDelete: 'CASCADE', relatedName: 'tasks' }),
  },
  { ordering: ['id'] },
) {
  static readonly objects: Manager<Task, TaskQuerySet> = manager(Task, TaskQuerySet)
}

export const models = [Project, Task] as const
