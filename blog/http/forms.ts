import type { FastifyInstance } from 'fastify'
import { BadInput } from './problems.ts'

const urlencoded = 'application/x-www-form-urlencoded'
const maxFields = 100

/**
 * Parse a form body into an object without a prototype.
 *
 * A field that comes twice is refused instead of becoming a list: a handler that expects a text always gets one.
 * Throws {@link BadInput} `invalid_form`.
 */
export function parseForm(body: string): Record<string, string> {
  const fields: Record<string, string> = Object.create(null)
  const pairs = body.split('&').filter(pair => pair !== '')
  if (pairs.length > maxFields) throw new BadInput('invalid_form')
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    const name = decode(equals < 0 ? pair : pair.slice(0, equals))
    if (name === '__proto__' || name in fields) throw new BadInput('invalid_form')
    fields[name] = equals < 0 ? '' : decode(pair.slice(equals + 1))
  }
  return fields
}

function decode(text: string): string {
  try {
    const decoded = decodeURIComponent(text.replaceAll('+', ' '))
    if (!decoded.includes('\0')) return decoded
  } catch (cause) {
    throw new BadInput('invalid_form', { cause })
  }
  throw new BadInput('invalid_form')
}

/** Let the routes of this plugin's scope read plain HTML forms; everywhere else they are answered 415. */
export function readForms(app: FastifyInstance): void {
  app.addContentTypeParser(urlencoded, { parseAs: 'string' }, async (_request: unknown, body: string) =>
    parseForm(body),
  )
}
