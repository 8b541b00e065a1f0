import type { FastifyInstance } from 'fastify'

/**
 * Let the connections of requests under way end with their answers once the application closes.
 *
 * Fastify closes the connections that are idle at that moment; one that becomes idle later would keep the process
 * waiting until its keep-alive time is over.
 */
export function hangUpWhenClosing(app: FastifyInstance): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close')
    done()
  })
}
