import type { FastifyReply, FastifyRequest } from 'fastify'
import { Memory } from '../http/memory.ts'
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

/** Tell whether the answer to a request shows nothing that is one reader's own. */
export function isForAll(request: FastifyRequest): boolean {
  return request.user === null && !request.csrfShown
}

/** Characters of pages, and of what they show, that are kept. */
const CAPACITY = 4_000_000

/** Pages for all by everything that they show, so that one that has changed is never shown as it was. */
const pages = new Memory<Html>(CAPACITY)

/**
 * Send a page that visitors see alike: it is made once for whatever it `shows`, which has to be all that `view` knows
 * beside the context.
 */
export function sendSharedPage<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  shows: T,
  view: (context: PageContext, shows: T) => Html,
): FastifyReply {
  const context = pageContext(request, reply)
  if (context.notice !== undefined || !isForAll(request)) return sendPage(request, reply, view(context, shows))
  const { language, url, origin, timeZone } = context
  const key = spell([language, url, origin, timeZone, shows])
  const known = pages.get(key)
  if (known) return sendPage(request, reply, known)
  const made = view(context, shows)
  if (isForAll(request)) pages.set(key, made, key.length + made.toString().length)
  return sendPage(request, reply, made)
}

/** Write a value out so that no other looks alike: as JSON would, in half the time where there are dates. */
function spell(value: unknown): string {
  if (typeof value === 'string') return `${value.length}:${value}`
  if (typeof value !== 'object' || value === null) return `${value},`
  if (value instanceof Date) return `@${value.getTime()},`
  let text = '('
  for (const [name, part] of Object.entries(value)) text += `${name}=${spell(part)}`
  return `${text})`
}

/** Send a page. It differs by reader, so only the reader's own browser may keep it, and after a log-in nobody. */
export function sendPage(request: FastifyRequest, reply: FastifyReply, page: Html, status = 200): FastifyReply {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('cache-control', request.user ? 'no-store' : 'private, no-cache')
    .send(page.toString())
}
