import { DataError } from '../../errors.ts'
import type { SqlFunction } from './functions.ts'

/** JSON functions as PostgreSQL's `jsonb` has them (https://www.postgresql.org/docs/current/datatype-json.html). */
export const jsonFunctions: Readonly<Record<string, SqlFunction['fn']>> = {
  INKSTONE_JSON_KEY: sortKey,
  INKSTONE_JSON_TEXT: text,
  INKSTONE_JSON_CONTAINS(lhs, rhs) {
    return lhs === null || rhs === null ? null : Number(containsAtTop(parsed(lhs), parsed(rhs)))
  },
  INKSTONE_JSON_HAS_KEYS(value, keys, all) {
    if (value === null) return null
    const has = keyTest(parsed(value))
    const wanted = parsed(keys) as readonly string[] // encoded by us
    return Number(all === 1 ? wanted.every(has) : wanted.some(has))
  },
}

function parsed(json: unknown): unknown {
  try {
    return JSON.parse(String(json))
  } catch (error) {
    throw new DataError('malformed JSON', { cause: error })
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * A text that equals that of an equal value, and that sorts bytewise as values do: null, texts, numbers, booleans, lists,
 * objects; a list that is the whole value and empty comes first.
 */
export function sortKey(json: unknown): string | null {
  if (json === null) return null
  const value = parsed(json)
  return Array.isArray(value) && value.length === 0 ? '' : keyOf(value)
}

function keyOf(value: unknown): string {
  if (value === null) return '0'
  if (typeof value === 'string') return `1${textKey(value)}`
  if (typeof value === 'number') return `2${numberKey(value)}`
  if (typeof value === 'boolean') return value ? '3t' : '3f'
  if (Array.isArray(value)) return `4${countKey(value.length)}${value.map(keyOf).join('')}`
  const pairs = sortedPairs(value as object)
  return `5${countKey(pairs.length)}${pairs.map(([key, part]) => `${textKey(key)}${keyOf(part)}`).join('')}`
}

/** The three lowest characters are escaped, so that the first of them can end a text and sort before all others. */
function textKey(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are meant
  return `${text.replace(/[\0-\x02]/g, char => `\x02${String.fromCharCode(char.charCodeAt(0) + 3)}`)}\x01`
}

/** The bits of a double, turned so that they sort as the numbers do. */
function numberKey(value: number): string {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value + 0) // there is no negative zero in JSON
  const bits = view.getBigUint64(0)
  const sign = 1n << 63n
  return ((bits & sign ? ~bits : bits | sign) & 0xffffffffffffffffn).toString(16).padStart(16, '0')
}

function countKey(count: number): string {
  return String(count).padStart(10, '0')
}

/** The pairs of an object, the shorter keys first, as `jsonb` keeps them. */
function sortedPairs(value: object): [key: string, value: unknown][] {
  const pairs = Object.entries(value).map(([key, part]) => ({ bytes: Buffer.from(key), key, part }))
  pairs.sort((a, b) => a.bytes.length - b.bytes.length || Buffer.compare(a.bytes, b.bytes))
  return pairs.map(({ key, part }) => [key, part])
}

function text(json: unknown): string | null {
  if (json === null) return null
  const value = parsed(json)
  return value === null ? null : typeof value === 'string' ? value : written(value)
}

/** JSON text as `jsonb` writes it: with spaces, and keys in its order. */
function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`
  if (!isObject(value)) return JSON.stringify(value)
  return `{${sortedPairs(value)
    .map(([key, part]) => `${JSON.stringify(key)}: ${written(part)}`)
    .join(', ')}}`
}

/** A list that is the whole value also contains a scalar that is one of its members. */
function containsAtTop(whole: unknown, part: unknown): boolean {
  if (Array.isArray(whole) && !Array.isArray(part) && !isObject(part)) return whole.includes(part)
  return contains(whole, part)
}

function contains(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part)) {
    return Array.isArray(whole) && part.every(wanted => whole.some(member => contains(member, wanted)))
  }
  if (!isObject(part)) return whole === part
  return (
    isObject(whole) &&
    Object.entries(part).every(([key, wanted]) => Object.hasOwn(whole, key) && contains(whole[key], wanted))
  )
}

/** Keys of an object, texts in a list, or the text itself. */
function keyTest(value: unknown): (key: string) => boolean {
  if (Array.isArray(value)) return key => value.includes(key)
  return isObject(value) ? key => Object.hasOwn(value, key) : key => value === key
}
