import { doJobs } from '../threads/work.ts'
import { summarize } from './excerpt.ts'
import { renderMarkdown } from './markdown.ts'
import type { RenderingJob } from './rendering.ts'

doJobs(({ kind, source }: RenderingJob) => {
  if (kind === 'summarize') return summarize(source)
  const { html, ...rest } = renderMarkdown(source)
  return { html: html.toString(), ...rest }
})
