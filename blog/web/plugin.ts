import type { FastifyInstance, onRequestHookHandler } from 'fastify'
import { isLanguage } from '../http/accept.ts'
import { cookieAttributes } from '../http/cookies.ts'
import type { ErrorPage } from '../http/errors.ts'
import { languageCookie } from '../http/negotiation.ts'
import { assetRoutes } from './assets.ts'
import { compressPage } from './compression.ts'
import { errorPage } from './error-page.ts'
import { pageContext } from './page.ts'

const YEAR = 365 * 24 * 3600

/** Let `?lang=` choose the language of all pages to come, those of unknown addresses included. */
export function offerLanguages(app: FastifyInstance): void {
  app.addHook('onRequest', switchLanguage)
}

/** Give the application what all pages share beyond their looks: the assets, and compression. */
export function providePages(app: FastifyInstance): void {
  assetRoutes(app)
  app.addHook('onSend', compressPage)
}

/** Remember the language that `?lang=` asks for, and lead back to the address without it. */
const switchLanguage: onRequestHookHandler = (request, reply, done) => {
  if (request.method !== 'GET' || !request.url.includes('lang=') || !request.wantsHtml) return done()
  const url = new URL(request.url, 'http://here.invalid')
  const language = url.searchParams.get('lang')
  if (!isLanguage(language)) return done()
  url.searchParams.delete('lang')
  reply.setCookie(languageCookie, language, { ...cookieAttributes(request), httpOnly: true, maxAge: YEAR })
  reply.redirect(samePlace(url), 303)
}

/** A path that begins with two slashes would lead to another host. */
function samePlace(url: URL): string {
  return url.pathname.startsWith('//') ? '/' : url.pathname + url.search
}

/** The page that a browser sees instead of a JSON error. */
export const htmlErrorPage: ErrorPage = (problem, request) => errorPage(pageContext(request), problem).toString()
