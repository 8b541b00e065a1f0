import type { Settings } from '../settings.ts'
import type { Language } from './accept.ts'

/** Milliseconds since 1970; a parameter everywhere, so that tests move time instead of waiting. */
export type Clock = () => number

/** What an address says about itself beyond its schema, as `config` of a route. */
interface RouteTraits {
  /** `code` and key of the sentence that answers every malformed request here, instead of the particular ones. */
  readonly badInput?: { readonly code?: string; readonly sentence: string }
  /** Whether only programs ask here, so that logging in never gives a browser a cookie. */
  readonly program?: boolean
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly settings: Settings
    readonly clock: Clock
  }
  interface FastifyContextConfig extends RouteTraits {}
  interface FastifyRequest {
    /** Language of every sentence in the answer: cookie `language`, then `Accept-Language`, then the setting. */
    readonly language: Language
    /** Whether the caller is a browser that wants a page: prefers `text/html`, and not under `/api/`. */
    readonly wantsHtml: boolean
    /** True when the request carried a valid CSRF token, so that it comes from one of our own pages. */
    csrfVerified: boolean
    /** Give a freshly masked CSRF token for a form field or script, and set the `csrftoken` cookie on the answer. */
    csrfToken(): string
  }
}
