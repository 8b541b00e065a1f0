import type { Sentences } from '../http/sentences.ts'

/** What posts have to say. */
export const sentences: Sentences = {
  post_not_found: { 'zh-CN': '没有这篇文章', en: 'There is no such post' },
}
