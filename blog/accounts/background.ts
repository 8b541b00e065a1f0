import type { FastifyInstance } from 'fastify'

const running = new WeakMap<FastifyInstance, Set<Promise<void>>>()

/** Let the application finish what runs in the background before its database is closed. */
export function finishBackground(app: FastifyInstance): void {
  running.set(app, new Set())
  app.addHook('onClose', () => settled(app))
}

/** Wait for everything that runs in the background now. */
export async function settled(app: FastifyInstance): Promise<void> {
  await Promise.all(running.get(app) ?? [])
}

/** Do something after the answer, which neither waits for it nor tells how it went; a failure is logged. */
export function inBackground(app: FastifyInstance, work: () => Promise<void>): void {
  const tasks = running.get(app)
  const task = new Promise(resolve => setImmediate(resolve))
    .then(work)
    .catch((err: unknown) => app.log.error({ err }, 'work in the background failed'))
  tasks?.add(task)
  void task.finally(() => tasks?.delete(task))
}
