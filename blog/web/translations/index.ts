import type { Language } from '../../http/accept.ts'
import { en } from './en.ts'
import { type Messages, zhCN } from './zh-cn.ts'

export type { Messages }

const catalogues: Readonly<Record<Language, Messages>> = { 'zh-CN': zhCN, en }

/** Give the words of a language. */
export function messagesFor(language: Language): Messages {
  return catalogues[language]
}
