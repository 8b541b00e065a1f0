import MarkdownIt, { type RendererRule, type Token } from 'markdown-it'
import sanitizeHtml from 'sanitize-html'
import { type Html, trusted } from '../web/html.ts'
import { countLetters, type Letters } from './language.ts'

const markdown = new MarkdownIt({ html: false, linkify: true })
const { rules } = markdown.renderer

/** A heading of a text, for its table of contents. */
interface Heading {
  readonly id: string
  /** 2 to 6, as it stands in the page. */
  readonly level: number
  readonly text: string
}

/** What `renderMarkdown` hands to the rules. */
interface Environment {
  readonly headings: Heading[]
}

/** The page has its one `h1` in the title, so headings of a text begin below it. */
function levelOf(token: Token): number {
  return Math.min(6, Number(token.tag.slice(1)) + 1)
}

rules.heading_open = (tokens, index, _options, env) => {
  const [token, inline] = [tokens[index], tokens[index + 1]]
  if (!token || !inline) return ''
  const headings = (env as unknown as Environment).headings // the library's own type says nothing about it
  // Numbered, so that no heading can take the place of an id of the page.
  const heading = { id: `section-${headings.length + 1}`, level: levelOf(token), text: inlineText(inline) }
  headings.push(heading)
  return `<h${heading.level} id="${heading.id}">`
}
rules.heading_close = (tokens, index) => {
  const token = tokens[index]
  return token ? `</h${levelOf(token)}>\n` : ''
}

/** Chinese has no spaces: a line break between two Chinese characters must not become one. */
rules.softbreak = (tokens, index) => joint(textAt(tokens, index - 1), textAt(tokens, index + 1), '\n')

const CHINESE = '[\\p{Script=Han}\\u2014\\u2018-\\u201d\\u2026\\u3000-\\u303f\\uff00-\\uffef]'
const CHINESE_END = new RegExp(`${CHINESE}$`, 'u')
const CHINESE_START = new RegExp(`^${CHINESE}`, 'u')

/** Give what stands between two pieces of text: nothing in Chinese, `space` elsewhere. */
function joint(before: string, after: string, space: string): string {
  return CHINESE_END.test(before) && CHINESE_START.test(after) ? '' : space
}

function textAt(tokens: readonly Token[], index: number): string {
  return tokens[index]?.content ?? ''
}

/** Wide tables scroll inside their own box; the page never does. */
rules.table_open = () => '<div class="wide" tabindex="0"><table>\n'
rules.table_close = () => '</table></div>\n'

/** Column alignment comes as a `style`, which the content security policy forbids: a class says the same. */
const alignCell: RendererRule = (tokens, index, options, _env, renderer) => {
  const token = tokens[index]
  const alignment = /text-align:(right|center)/.exec(String(token?.attrGet('style') ?? ''))?.[1]
  if (token) token.attrs = alignment ? [['class', alignment]] : null
  return renderer.renderToken(tokens, index, options)
}
rules.th_open = alignCell
rules.td_open = alignCell

const TAGS =
  'h2 h3 h4 h5 h6 p blockquote ul ol li strong em s a img code pre hr br div table thead tbody tr th td'.split(' ')

/** The second lock on the door: markdown-it lets no HTML through, and if it ever does, this takes it out. */
const policy: sanitizeHtml.IOptions = {
  allowedTags: TAGS,
  allowedAttributes: {
    a: ['href', 'title', 'rel'],
    img: ['src', 'alt', 'title', 'loading', 'decoding'],
    ol: ['start'],
    code: ['class'],
    pre: ['tabindex'],
    div: ['class', 'tabindex'],
    ...Object.fromEntries(['h2', 'h3', 'h4', 'h5', 'h6'].map(tag => [tag, ['id']])),
    th: ['class'],
    td: ['class'],
  },
  allowedClasses: { code: ['language-*'], div: ['wide'], th: ['right', 'center'], td: ['right', 'center'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesByTag: { img: ['http', 'https'] },
  allowProtocolRelative: false,
  transformTags: {
    // Links of users must not lend the site's reputation, nor tell the other side where the reader came from.
    a: sanitizeHtml.simpleTransform('a', { rel: 'nofollow ugc noreferrer' }),
    img: sanitizeHtml.simpleTransform('img', { loading: 'lazy', decoding: 'async' }),
    // A box that scrolls must be reachable by keyboard.
    pre: sanitizeHtml.simpleTransform('pre', { tabindex: '0' }),
  },
}

/** A text as pages show it. */
export interface RenderedText {
  readonly html: Html
  readonly headings: readonly Heading[]
  /** What the language of the source is guessed from. */
  readonly letters: Letters
}

/** Turn Markdown into HTML that is safe to show to anybody, whoever wrote it. */
export function renderMarkdown(source: string): RenderedText {
  const headings: Heading[] = []
  const html = trusted(sanitizeHtml(markdown.render(source, { headings }), policy))
  return { html, headings, letters: countLetters(source) }
}

/** Give the text of Markdown as one reads it: without marks, headings, code blocks and pictures. */
export function plainText(source: string): string {
  const tokens = markdown.parse(source, {})
  const blocks = tokens.filter((token, index) => token.type === 'inline' && tokens[index - 1]?.type !== 'heading_open')
  return blocks
    .map(inlineText)
    .reduce((text, block) => text + joint(text, block, ' ') + block, '')
    .trim()
}

function inlineText({ children }: Token): string {
  const pieces = (children ?? []).map((child, index, all) => {
    if (child.type === 'softbreak') return joint(textAt(all, index - 1), textAt(all, index + 1), ' ')
    if (child.type === 'hardbreak') return ' '
    return child.type === 'image' ? '' : child.content
  })
  return pieces.join('').replace(/\s+/g, ' ')
}
