import { atomic, Count, type Database, DoesNotExist, IntegrityError, ValidationError } from '@inkstone/orm'
import Fastify, { type FastifyInstance } from 'fastify'
import { Project, Task } from './models.ts'

interface NewProject {
  readonly name: string
  readonly tasks: readonly string[]
}

const newProject = {
  body: {
    type: 'object',
    required: ['name'],
    additionalProperties: false,
    properties: { name: { type: 'string' }, tasks: { type: 'array', items: { type: 'string' }, default: [] } },
  },
}

/** Build the service around a database: every request runs with it, and errors of the ORM become answers. */
export function buildApp(database: Database): FastifyInstance {
  const app = Fastify()
  app.addHook('onRequest', (_request, _reply, done) => database.run(done))
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof DoesNotExist) return reply.code(404).send({ error: error.message })
    if (error instanceof ValidationError) return reply.code(400).send({ error: error.fields })
    if (error instanceof IntegrityError) return reply.code(409).send({ error: error.constraint })
    throw error
  })

  app.get('/projects', async () =>
    Project.objects
      .annotate({ open: Count('tasks', { filter: { tasks__done: false } }) })
      .orderBy('name')
      .values('name', 'open'),
  )

  app.post<{ Body: NewProject }>('/projects', { schema: newProject }, async ({ body }, reply) => {
    const project = await atomic(async () => {
      const made = await Project.objects.create({ name: body.name })
      for (const title of body.tasks) await made.tasks.create({ title })
      return made
    })
    return reply.code(201).send({ id: project.id })
  })

  app.get<{ Params: { id: number } }>('/projects/:id/tasks', async ({ params }) => {
    const project = await Project.objects.get({ pk: params.id })
    return Task.objects.open().filter({ project }).values('id', 'title', 'project__name')
  })

  app.post<{ Params: { id: number } }>('/tasks/:id/done', async ({ params }) => {
    const task = await Task.objects.get({ pk: params.id })
    task.done = true
    await task.save({ updateFields: ['done'] })
    return { id: task.id, done: task.done }
  })

  return app
}
