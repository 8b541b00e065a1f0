import type { IncomingHttpHeaders } from 'node:http'
import { type Language, languages } from '../settings.ts'
import { remembering } from './memory.ts'

export { type Language, languages }

/** Tell whether a text names one of the languages. */
export function isLanguage(text: unknown): text is Language {
  return languages.includes(text as Language) // the list is read, nothing is assumed about the text
}

interface Preference {
  readonly name: string
  readonly quality: number
}

/** Characters of headers whose meaning is kept: browsers send few different ones, and each with every request. */
const CAPACITY = 50_000

/** Read a header such as `text/html, application/json;q=0.9` (RFC 9110 §12.4.2); what cannot be read counts as absent. */
const preferences = remembering(CAPACITY, (header): readonly Preference[] =>
  header
    .slice(0, 1000)
    .split(',')
    .map(part => {
      const [name = '', ...parameters] = part.split(';').map(piece => piece.trim().toLowerCase())
      const q = parameters.find(parameter => parameter.startsWith('q='))
      const quality = q === undefined ? 1 : Number(q.slice(2))
      return { name, quality: quality >= 0 && quality <= 1 ? quality : 0 }
    })
    .filter(preference => preference.name !== ''),
)

/** Weigh one media type: the most specific range that covers it decides (RFC 9110 §12.5.1). */
function mediaQuality(accepted: readonly Preference[], type: string): number {
  const group = `${type.split('/')[0]}/*`
  for (const range of [type, group, '*/*']) {
    const found = accepted.find(preference => preference.name === range)
    if (found) return found.quality
  }
  return 0
}

/** Tell whether a page is wanted rather than JSON; a caller that is indifferent, as `curl` is, gets JSON. */
export function prefersHtml(accept: string | undefined): boolean {
  if (accept === undefined || !/html/i.test(accept)) return false
  const accepted = preferences(accept)
  return mediaQuality(accepted, 'text/html') > mediaQuality(accepted, 'application/json')
}

/** Tell whether an address lies under `/api`, where everybody gets JSON. */
function isApiPath(url: string): boolean {
  return /^\/api(?:[/?]|$)/.test(url)
}

/** Tell whether a request asks for a page: a browser, outside of `/api/`. */
export function wantsHtml(url: string, headers: IncomingHttpHeaders): boolean {
  return !isApiPath(url) && prefersHtml(headers.accept)
}

/** Choose the language that `Accept-Language` likes best; `fallback` when it names none of ours. */
export function negotiateLanguage(header: string | undefined, fallback: Language): Language {
  if (header === undefined) return fallback
  let best: { language: Language; quality: number } | undefined
  for (const { name, quality } of preferences(header)) {
    const language = languageOf(name, fallback)
    if (language && quality > 0 && (!best || quality > best.quality)) best = { language, quality }
  }
  return best?.language ?? fallback
}

/** Map a language range such as `zh-TW` or `en-GB` to ours by its primary subtag. */
function languageOf(range: string, fallback: Language): Language | undefined {
  if (range === '*') return fallback
  const primary = range.split('-')[0]
  return languages.find(language => language.toLowerCase().split('-')[0] === primary)
}
