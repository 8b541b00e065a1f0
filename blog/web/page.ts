import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PageContext } from './context.ts'
import type { Html } from './html.ts'
import { takeNotice } from './notices.ts'
import { messagesFor } from './translations/index.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether who asks may publish, so that pages lead to where one writes. */
    offersWriting: boolean
  }
}

/**
 * Gather what every view may know about a request: whatever is left out here, no template can show.
 *
 * With a `reply`, what was to be said once counts as said.
 */
export function pageContext(request: FastifyRequest, reply?: FastifyReply): PageContext {
  const { settings } = request.server
  return {
    language: request.language,
    messages: messagesFor(request.language),
    url: request.url,
    origin: settings.publicUrl ?? `${request.protocol}://${request.host}`,
    user: request.user ? { id: request.user.id, name: request.user.name, writes: request.offersWriting } : undefined,
    get csrfToken() {
      return request.csrfToken()
    },
    timeZone: settings.timeZone,
    notice: reply && takeNotice(request, reply),
  }
}

/** Send a page. It differs by reader, so only the reader's own browser may keep it, and after a log-in nobody. */
export function sendPage(request: FastifyRequest, reply: FastifyReply, page: Html, status = 200): FastifyReply {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('cache-control', request.user ? 'no-store' : 'private, no-cache')
    .send(page.toString())
}
