import { type RenderedText, renderMarkdown } from './markdown.ts'

/** Characters of Markdown whose HTML is kept: some hundred posts, some megabytes. */
const CAPACITY = 2_000_000

/** HTML by its Markdown; the text itself is the key, so a changed post can never show its old HTML. */
const rendered = new Map<string, RenderedText>()
let size = 0

/** Render a text that many will read: a millisecond for the first reader, none for the others. */
export function renderOnce(source: string): RenderedText {
  const text = take(source) ?? renderMarkdown(source)
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
  rendered.delete(source)
  size -= source.length
}
