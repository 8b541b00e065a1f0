/** Text that may be sent as HTML as it stands. Only `html` and `trusted` make it. */
export class Html {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }
  toString(): string {
    return this.#text
  }
}

/** What a template may hold: text and numbers are escaped, `Html` is not, nothing at all leaves nothing behind. */
export type Fragment = Html | string | number | false | null | undefined | readonly Fragment[]

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Escape text so that it means itself both between tags and inside a quoted attribute. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => ENTITIES[character] ?? character)
}

/** Vouch for markup that was built elsewhere. The callers are the sanitiser and the data block of a post. */
export function trusted(markup: string): Html {
  return new Html(markup)
}

function render(fragment: Fragment): string {
  if (typeof fragment === 'string') return escapeHtml(fragment)
  if (typeof fragment === 'number') return String(fragment)
  if (fragment instanceof Html) return fragment.toString()
  if (fragment === undefined || fragment === null || fragment === false) return ''
  return fragment.map(render).join('')
}

const prepared = new WeakMap<TemplateStringsArray, readonly string[]>()

/** Check a template once and drop the indentation that only its source needs. */
function prepare(strings: TemplateStringsArray): readonly string[] {
  const known = prepared.get(strings)
  if (known) return known
  const unquoted = strings.slice(0, -1).find(part => /\s[\w:-]+\s*=\s*$/.test(part))
  if (unquoted !== undefined) throw new TypeError(`Quote the attribute value in the template after: ${unquoted}`)
  const parts = strings.map(part => part.replace(/\s*\n\s*/g, '\n'))
  parts[0] = (parts[0] ?? '').trimStart()
  parts[parts.length - 1] = (parts.at(-1) ?? '').trimEnd()
  prepared.set(strings, parts)
  return parts
}

/**
 * Build HTML from a template; every value is escaped unless it is `Html` itself.
 *
 * Line breaks of the template are kept as one character, its indentation is not sent.
 * @throws TypeError when a value stands where an attribute's quotes are missing, since escaping could not protect it.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Fragment[]): Html {
  const parts = prepare(strings)
  let text = parts[0] ?? ''
  for (const [index, value] of values.entries()) text += render(value) + (parts[index + 1] ?? '')
  return new Html(text)
}

/** Write attributes: `true` stands alone, `false` and `undefined` are left out, everything else is escaped and quoted. */
export function attributes(values: Readonly<Record<string, string | number | boolean | undefined>>): Html {
  const written = Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined || value === false) return []
    return value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`
  })
  return new Html(written.join(''))
}
