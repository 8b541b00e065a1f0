/** The language that a text is marked with: it chooses glyphs, line height and hyphenation. */
export type TextLanguage = 'zh-CN' | 'en'

/** Share of Chinese characters among the letters from which on a text is set as Chinese. */
const CHINESE_SHARE = 0.15

/** How many letters a text has, and how many of them are Chinese characters. */
export interface Letters {
  readonly all: number
  readonly chinese: number
}

/** Count the letters of a text: what its language is guessed from, and cheap to keep where the text is long. */
export function countLetters(text: string): Letters {
  return { all: text.match(/\p{L}/gu)?.length ?? 0, chinese: text.match(/\p{Script=Han}/gu)?.length ?? 0 }
}

/** Guess the language of texts that stand together from their script; of a text that was counted before, by its letters. */
export function languageOf(...texts: readonly (string | Letters)[]): TextLanguage {
  const counts = texts.map(text => (typeof text === 'string' ? countLetters(text) : text))
  const all = counts.reduce((sum, letters) => sum + letters.all, 0)
  const chinese = counts.reduce((sum, letters) => sum + letters.chinese, 0)
  return all > 0 && chinese / all >= CHINESE_SHARE ? 'zh-CN' : 'en'
}
