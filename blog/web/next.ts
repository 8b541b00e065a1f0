import type { FastifyRequest } from 'fastify'

/** Paths that make no sense after logging in. */
const DOORS = /^\/(login|reg|logout)(?:[/?#]|$)/

const HERE = 'http://here.invalid'

/**
 * Accept the place that a form should lead back to, `/` when it is not a path of this site.
 *
 * Browsers read a backslash as a slash and drop control characters, so a path with either is refused before it is
 * parsed (Django CVE-2017-7233 and its predecessors).
 */
export function safeNext(next: unknown): string {
  if (typeof next !== 'string' || next.length > 2000) return '/'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (!next.startsWith('/') || /[\\\u0000-\u0020\u007f]/.test(next) || !URL.canParse(next, HERE)) return '/'
  const url = new URL(next, HERE)
  if (url.origin !== HERE || url.pathname.startsWith('//') || DOORS.test(url.pathname)) return '/'
  return url.pathname + url.search + url.hash
}

/** Give the page that a request was sent from, as far as it says so (`Referer`); only its path and query may be used. */
export function cameFrom({ headers: { referer = '' } }: Pick<FastifyRequest, 'headers'>): URL | undefined {
  return URL.canParse(referer) ? new URL(referer) : undefined
}
