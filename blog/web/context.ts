import type { Language } from '../http/accept.ts'
import type { Messages } from './translations/index.ts'

/** The name of a sentence that a page shows once after something was done. */
export type NoticeName = keyof Messages['notices']

/** What every view knows about the request: plain data, so that a view is a pure function. */
export interface PageContext {
  readonly language: Language
  readonly messages: Messages
  /** Path and query as the browser asked for them. */
  readonly url: string
  /** Origin for absolute links, without a slash at the end. */
  readonly origin: string
  /** Who reads, and whether writing is offered to them. */
  readonly user: { readonly id: number; readonly name: string; readonly writes: boolean } | undefined
  /** Asking for it also gives the browser the cookie that belongs to it, so only forms ask. */
  readonly csrfToken: string
  readonly timeZone: string
  readonly notice: NoticeName | undefined
}
