import type { RenderedText } from './markdown.ts'
import { renderer } from './rendering.ts'

/** Characters of Markdown whose HTML is kept: some hundred posts, some megabytes. */
const CAPACITY = 2_000_000

/** HTML by its Markdown; the text itself is the key, so a changed post can never show its old HTML. */
const rendered = new Map<string, RenderedText>()
let size = 0

/** What is being rendered, so that readers who come at once wait for the same. */
const underWay = new Map<string, Promise<RenderedText>>()

/** Render a text that many will read: once for the first reader, not at all for the others. */
export async function renderOnce(source: string): Promise<RenderedText> {
  const known = take(source)
  if (known) return keep(source, known)
  const begun = underWay.get(source) ?? renderer.render(source).finally(() => underWay.delete(source))
  underWay.set(source, begun)
  const text = await begun
  drop(source)
  return keep(source, text)
}

function keep(source: string, text: RenderedText): RenderedText {
  rendered.set(source, text) // a Map remembers the order: whatever was read last goes last
  size += source.length
  forgetOldest()
  return text
}

function take(source: string): RenderedText | undefined {
  const text = rendered.get(source)
  if (text) drop(source)
  return text
}

function forgetOldest(): void {
  for (const source of rendered.keys()) {
    if (size <= CAPACITY) return
    drop(source)
  }
}

function drop(source: string): void {
  if (rendered.delete(source)) size -= source.length
}
