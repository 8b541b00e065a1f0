import type { FastifyInstance } from 'fastify'
import { MethodNotAllowed, NotFound } from './problems.ts'

/** The addresses of the site and the methods that each takes. */
class AddressBook {
  readonly #addresses = new Map<string, { form: RegExp; methods: Set<string> }>()

  add(url: string, methods: readonly string[]): void {
    const key = url.length > 1 ? url.replace(/\/$/, '') : url
    const known = this.#addresses.get(key) ?? { form: formOf(key), methods: new Set<string>() }
    for (const method of methods) known.methods.add(method)
    this.#addresses.set(key, known)
  }

  /** List the methods that an address takes; empty for an address that does not exist. */
  methodsOf(path: string): string[] {
    const found = [...this.#addresses.values()].filter(({ form }) => form.test(path))
    return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort()
  }
}

/** Turn a route such as `/posts/:id` into the form of the paths that it takes, with or without a slash at the end. */
function formOf(url: string): RegExp {
  const parts = url.split('/').map(part => {
    if (part.startsWith(':')) return '[^/]+'
    return part === '*' ? '.*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('/')}/?$`)
}

/** Answer unknown addresses 404 and wrong methods 405 with `Allow`, before any body is read. */
export function refuseUnknown(app: FastifyInstance): void {
  const book = new AddressBook()
  app.addHook('onRoute', ({ url, method }) => book.add(url, [method].flat()))
  app.addHook('onRequest', (request, _reply, done) => {
    if (!request.is404) return done()
    const allow = book.methodsOf(request.url.split('?', 1)[0] ?? '')
    throw allow.length > 0 ? new MethodNotAllowed(allow) : new NotFound()
  })
}
