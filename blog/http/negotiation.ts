import type { FastifyInstance, FastifyRequest, FastifyServerOptions } from 'fastify'
import { isLanguage, type Language, negotiateLanguage, wantsHtml } from './accept.ts'

/** Name of the cookie that the language switch sets. */
export const languageCookie = 'language'

type Constraints = NonNullable<NonNullable<FastifyServerOptions['routerOptions']>['constraints']>

/** Lets a page and a JSON call share an address: routes with `constraints: html` see browsers only. */
export const representation: Constraints = {
  representation: {
    name: 'representation',
    storage() {
      const handlers = new Map<string, unknown>()
      // find-my-way types its storage by its own handler type, and only ever asks for what it stored.
      return {
        get: (type: string) => handlers.get(type) ?? null,
        set: (type: string, store: unknown) => void handlers.set(type, store),
      } as never
    },
    deriveConstraint: request => (wantsHtml(request.url ?? '', request.headers) ? 'html' : 'other'),
    validate: () => true,
  },
}

function languageOf(request: FastifyRequest, fallback: Language): Language {
  const chosen = request.cookies?.[languageCookie]
  return isLanguage(chosen) ? chosen : negotiateLanguage(request.headers['accept-language'], fallback)
}

/** Give every request its `language` and `wantsHtml`, worked out when asked for, and say in `Vary` what decided. */
export function negotiate(app: FastifyInstance): void {
  const fallback = app.settings.language
  app.decorateRequest('language', {
    getter() {
      return languageOf(this, fallback)
    },
  })
  app.decorateRequest('wantsHtml', {
    getter() {
      return wantsHtml(this.url, this.headers)
    },
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (!reply.hasHeader('vary')) reply.header('vary', 'accept, accept-language, cookie')
    done()
  })
}
