import type { TextLanguage } from '../language.ts'
import type { RenderedText } from '../markdown.ts'

/** What a list shows of a post: everything but its text. */
export interface PostSummary {
  readonly id: number
  readonly title: string
  readonly author: string
  readonly postdate: Date
  /** Unknown for posts that another system wrote, as is the time to read them. */
  readonly excerpt: string | null
  readonly readingMinutes: number | null
}

/** A post as its own page shows it. */
export interface PostPage extends PostSummary {
  /** What the reader may do to it. */
  readonly rights: { readonly change: boolean; readonly delete: boolean }
  readonly text: RenderedText
  readonly language: TextLanguage
  readonly newer: PostLink | null
  readonly older: PostLink | null
}

/** Enough of a post to link to it. */
export interface PostLink {
  readonly id: number
  readonly title: string
}

/** What the author has typed so far. */
export interface Draft {
  readonly title: string
  readonly content: string
}
