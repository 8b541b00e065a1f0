/** The language that a text is marked with: it chooses glyphs, line height and hyphenation. */
export type TextLanguage = 'zh-CN' | 'en'

/** Share of Chinese characters among the letters from which on a text is set as Chinese. */
const CHINESE_SHARE = 0.15

/** Guess the language of a text from its script. */
export function languageOf(text: string): TextLanguage {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  return letters > 0 && han / letters >= CHINESE_SHARE ? 'zh-CN' : 'en'
}
