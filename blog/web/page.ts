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

/** A page for all, and what it shows. */
interface SharedPage {
  readonly shows: unknown
  readonly page: Html
}

/** The latest page for all of each address, language, origin and time zone. */
const pages = new Memory<SharedPage>(CAPACITY)

/**
 * Send a page that visitors see alike: it is made once for whatever it `shows`, which has to be all that `view` knows
 * beside the context, and made again as soon as that is something else.
 */
export function sendSharedPage<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  shows: T,
  view: (context: PageContext, shows: T) => Html,
): FastifyReply {
  const context = pageContext(request, reply)
  if (context.notice !== undefined || !isForAll(request)) return sendPage(request, reply, view(context, shows))
  const key = JSON.stringify([context.language, context.url, context.origin, context.timeZone])
  const known = pages.get(key)
  if (known && areAlike(known.shows, shows)) return sendPage(request, reply, known.page)
  const page = view(context, shows)
  // What is shown stands in the page, and beside it.
  if (isForAll(request)) pages.set(key, { shows, page }, key.length + 2 * page.toString().length)
  return sendPage(request, reply, page)
}

/** Tell whether two values of one type, made of objects, lists, dates and what JSON knows, are the same. */
function areAlike(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (one instanceof Date || other instanceof Date)
    return one instanceof Date && other instanceof Date && one.getTime() === other.getTime()
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>] // read by their own keys
  const names = Object.keys(left)
  return (
    names.length === Object.keys(right).length &&
    names.every(name => Object.hasOwn(right, name) && areAlike(left[name], right[name]))
  )
}

/** Send a page. It differs by reader, so only the reader's own browser may keep it, and after a log-in nobody. */
export function sendPage(request: FastifyRequest, reply: FastifyReply, page: Html, status = 200): FastifyReply {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('cache-control', request.user ? 'no-store' : 'private, no-cache')
    .send(page.toString())
}
