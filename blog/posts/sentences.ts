import type { Sentences } from '../http/sentences.ts'

/** What posts have to say. */
export const sentences: Sentences = {
  text_too_complex: {
    'zh-CN': '这篇文章的排版太复杂了，请简化或拆分',
    en: 'This text is too complicated to show; simplify or split it',
  },
  post_not_found: { 'zh-CN': '没有这篇文章', en: 'There is no such post' },
}
