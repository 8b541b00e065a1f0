import { en } from './en.ts'
import { type Messages, zhCN } from './zh-cn.ts'

export type { Messages }

const CATALOGUES = { 'zh-CN': zhCN, en } as const satisfies Record<string, Messages>

/** A language that the pages are written in. */
export type PageLanguage = keyof typeof CATALOGUES

/** Every language of the pages, the first language first. */
export const PAGE_LANGUAGES = Object.keys(CATALOGUES) as readonly PageLanguage[] // keys of the literal above

/** Give the words of a language. */
export function messagesFor(language: PageLanguage): Messages {
  return CATALOGUES[language]
}
