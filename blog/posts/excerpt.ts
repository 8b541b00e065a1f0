import { languageOf } from './language.ts'
import { plainText } from './markdown.ts'

/** Longest excerpt, in characters: about three lines in either script. */
const EXCERPT_LENGTH = { 'zh-CN': 110, en: 240 } as const

/** Characters (Chinese) and words (Latin) that people read in a minute. */
const CHARACTERS_PER_MINUTE = 400
const WORDS_PER_MINUTE = 230

/** What lists show of a text, so that they never read it. */
export interface TextSummary {
  readonly excerpt: string
  /** At least one. */
  readonly readingMinutes: number
}

/** Sum a Markdown text up when it is saved. */
export function summarize(content: string): TextSummary {
  const text = plainText(content)
  return { excerpt: shorten(text, EXCERPT_LENGTH[languageOf(text)]), readingMinutes: readingMinutes(content) }
}

/** Cut a text to a number of characters, at the end of a word where there are words. */
export function shorten(text: string, length: number): string {
  const characters = [...text]
  if (characters.length <= length) return text
  const cut = characters.slice(0, length).join('')
  const whole = cut.replace(/[\p{Script=Latin}\p{N}'’-]+$/u, '')
  const kept = whole.length > cut.length / 2 ? whole : cut
  return `${kept.replace(/[\s\p{P}]+$/u, '')}…`
}

function readingMinutes(content: string): number {
  const characters = content.match(/\p{Script=Han}/gu)?.length ?? 0
  const words = content.match(/[\p{Script=Latin}\p{N}]+/gu)?.length ?? 0
  return Math.max(1, Math.round(characters / CHARACTERS_PER_MINUTE + words / WORDS_PER_MINUTE))
}
