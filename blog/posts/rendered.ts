import { Memory } from '../http/memory.ts'
import type { RenderedText } from './markdown.ts'
import { renderer } from './rendering.ts'

/** Characters of Markdown whose HTML is kept: some hundred posts, some megabytes. */
const CAPACITY = 2_000_000

/** HTML by its Markdown; the text itself is the key, so a changed post can never show its old HTML. */
const rendered = new Memory<RenderedText>(CAPACITY)

/** What is being rendered, so that readers who come at once wait for the same. */
const underWay = new Map<string, Promise<RenderedText>>()

/** Render a text that many will read: once for the first reader, not at all for the others. */
export async function renderOnce(source: string): Promise<RenderedText> {
  const known = rendered.get(source)
  if (known) return known
  const begun = underWay.get(source) ?? renderer.render(source).finally(() => underWay.delete(source))
  underWay.set(source, begun)
  const text = await begun
  rendered.set(source, text, source.length)
  return text
}
