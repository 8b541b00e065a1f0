import type { FastifyInstance } from 'fastify'
import { BadInput } from './problems.ts'

/** Deepest nesting that a body may have; ours have two levels. */
const maxDepth = 32

/**
 * Parse a JSON body and refuse what parsers disagree on, so that nothing is read differently further on.
 *
 * Refused beyond the grammar (RFC 8259): invalid UTF-8, duplicate keys, `__proto__`, NUL and lone surrogates in texts,
 * nesting deeper than 32. Throws {@link BadInput} `invalid_json`, or `invalid_text` with the name of the field.
 */
export function parseJson(body: Uint8Array): unknown {
  const text = decode(body)
  const value = parse(text)
  new Scan(text).run()
  return value
}

function decode(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch (cause) {
    throw new BadInput('invalid_json', { cause })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not kept as cause: the engine's message quotes the body, which may hold a password.
    throw new BadInput('invalid_json')
  }
}

/** An object or array that is open at the place where the scan stands. */
interface Level {
  /** Keys seen so far; undefined in an array. */
  readonly keys: Set<string> | undefined
  expectsKey: boolean
}

/** One pass over text that `JSON.parse` has accepted, so that it only needs to find strings and brackets. */
class Scan {
  readonly #text: string
  readonly #levels: Level[] = []
  /** The key of the outermost object below which the scan stands. */
  #field: string | undefined

  constructor(text: string) {
    this.#text = text
  }

  run(): void {
    for (let at = 0; at < this.#text.length; at++) {
      const character = this.#text[at]
      if (character === '"') at = this.#string(at)
      else if (character === '{' || character === '[') this.#open(character === '{')
      else if (character === '}' || character === ']') this.#levels.pop()
      else if (character === ',') this.#next()
    }
  }

  #open(object: boolean): void {
    if (this.#levels.length === maxDepth) throw new BadInput('invalid_json')
    this.#levels.push({ keys: object ? new Set() : undefined, expectsKey: object })
  }

  #next(): void {
    const level = this.#levels.at(-1)
    if (level) level.expectsKey = level.keys !== undefined
  }

  /** Read the string that starts at a quote; give the place of its closing quote. */
  #string(start: number): number {
    const end = this.#endOfString(start)
    const raw = this.#text.slice(start, end + 1)
    const value = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1) // a JSON string parses to a string
    const level = this.#levels.at(-1)
    if (level?.expectsKey) this.#key(level, value)
    if (value.includes('\0') || !value.isWellFormed()) throw this.#unfit()
    return end
  }

  #endOfString(start: number): number {
    let at = start + 1
    while (this.#text[at] !== '"') at += this.#text[at] === '\\' ? 2 : 1
    return at
  }

  #key(level: Level, key: string): void {
    if (key === '__proto__') throw new BadInput('invalid_json')
    if (level.keys?.has(key)) throw new BadInput('invalid_json', { sentence: 'duplicate_key' })
    level.keys?.add(key)
    level.expectsKey = false
    if (this.#levels.length === 1) this.#field = key
  }

  #unfit(): BadInput {
    const field = this.#field
    const named = field !== undefined && /^\w{1,64}$/.test(field)
    return new BadInput('invalid_text', named ? { fields: { [field]: [{ code: 'invalid_text' }] } } : {})
  }
}

/** Read `application/json` bodies strictly, and no other kind: what is not named here is answered 415. */
export function readJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
    parseJson(body),
  )
}
