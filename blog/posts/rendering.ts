import { BadInput } from '../http/problems.ts'
import { OutOfTime, ThreadPool } from '../threads/pool.ts'
import { trusted } from '../web/html.ts'
import { summarize, type TextSummary } from './excerpt.ts'
import { type RenderedText, renderMarkdown } from './markdown.ts'

/** Characters up to which a text is worked on at once: the worst of this length takes some milliseconds. */
const SHORT = 4000

/** How many long texts may wait; the next request is told to come again. */
const QUEUE = 64

/** Milliseconds that a text may take; the worst of the greatest length needs less than one second. */
const PATIENCE = 10_000

/** Work for the thread. */
export interface RenderingJob {
  readonly kind: 'render' | 'summarize'
  readonly source: string
}

/** A rendered text as it crosses from one thread to another. */
type PlainRendered = Omit<RenderedText, 'html'> & { readonly html: string }

type RenderingResult = TextSummary | PlainRendered

/**
 * Turns Markdown into HTML and summaries, long texts on a thread of their own: they would hold up everybody else for as
 * long as they take, and whoever wants to can write one that takes long.
 *
 * Throws Busy when too many wait, and BadInput `text_too_complex` beside the field `content` for what takes too long.
 */
export class Renderer {
  readonly #pool: ThreadPool<RenderingJob, RenderingResult>

  constructor({ patience = PATIENCE }: { readonly patience?: number } = {}) {
    const script = new URL('./rendering-thread.ts', import.meta.url)
    this.#pool = new ThreadPool(script, { threads: 1, queue: QUEUE, pace: 0.2, patience })
  }

  /** Turn Markdown into HTML that is safe to show to anybody, whoever wrote it. */
  async render(source: string): Promise<RenderedText> {
    if (source.length <= SHORT) return renderMarkdown(source)
    const { html, ...rest } = (await this.#submit({ kind: 'render', source })) as PlainRendered // by its kind
    return { html: trusted(html), ...rest }
  }

  /** Sum a Markdown text up. */
  async summarize(source: string): Promise<TextSummary> {
    if (source.length <= SHORT) return summarize(source)
    return (await this.#submit({ kind: 'summarize', source })) as TextSummary // by its kind
  }

  async #submit(job: RenderingJob): Promise<RenderingResult> {
    try {
      return await this.#pool.submit(job)
    } catch (cause) {
      if (!(cause instanceof OutOfTime)) throw cause
      throw new BadInput('invalid', { cause, fields: { content: [{ code: 'text_too_complex' }] } })
    }
  }
}

/** The renderer of this process; its thread starts with the first long text and keeps nothing alive while it idles. */
export const renderer = new Renderer()
