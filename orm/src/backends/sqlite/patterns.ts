import type { PatternKind, SqlValue, WriteParam } from '../backend.ts'
import { upperCase } from './case-folding.ts'

type Convert = (value: unknown) => SqlValue

/** Matches text with anything in it that is not ASCII. */
const BEYOND_ASCII = "'*[^\u0001-\u007f]*'"

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&')
const escapeGlob = (text: string): string => text.replace(/[*?[]/g, '[$&]')

const around: Readonly<Record<PatternKind, (text: string, any: string) => string>> = {
  exact: text => text,
  contains: (text, any) => `${any}${text}${any}`,
  startsWith: (text, any) => `${text}${any}`,
  endsWith: (text, any) => `${any}${text}`,
}

/** One conversion per kind of search, so that equal parameters are seen to be equal. */
function conversions(convert: (kind: PatternKind, text: string) => string): Readonly<Record<PatternKind, Convert>> {
  const of =
    (kind: PatternKind): Convert =>
    value =>
      convert(kind, String(value))
  return { exact: of('exact'), contains: of('contains'), startsWith: of('startsWith'), endsWith: of('endsWith') }
}

const glob = conversions((kind, text) => around[kind](escapeGlob(text), '*'))
const foldedGlob = conversions((kind, text) => around[kind](escapeGlob(upperCase(text)), '*'))
const foldedLike = conversions((kind, text) => around[kind](escapeLike(upperCase(text)), '%'))
const asText: Convert = value => String(value)

/**
 * GLOB respects case, LIKE does not; in both every character of the parameter is escaped. A bare parameter makes
 * SQLite plan the statement anew for every value, in case an index serves: only the start of a text is worth that.
 */
export function pattern(kind: PatternKind, ignoresCase: boolean, lhs: string, param: WriteParam): string {
  if (ignoresCase) return foldedPattern(kind, lhs, param)
  if (kind === 'contains') return `INSTR(${lhs}, ${param(asText)}) > 0`
  return `${lhs} GLOB ${kind === 'startsWith' ? '' : '+'}${param(glob[kind])}`
}

/** LIKE folds ASCII only, so a text with more in it is folded by our function; most texts never get that far. */
function foldedPattern(kind: PatternKind, lhs: string, param: WriteParam): string {
  const like = `${lhs} LIKE +${param(foldedLike[kind])} ESCAPE '\\'`
  const folded = `${lhs} GLOB ${BEYOND_ASCII} AND INKSTONE_UPPER(${lhs}) GLOB ${param(foldedGlob[kind])}`
  return `(${like} OR (${folded}))`
}

export function patternOfExpression(kind: PatternKind, ignoresCase: boolean, lhs: string, rhs: string): string {
  if (ignoresCase) return patternOfExpression(kind, false, `INKSTONE_UPPER(${lhs})`, `INKSTONE_UPPER(${rhs})`)
  if (kind === 'contains') return `INSTR(${lhs}, ${rhs}) > 0`
  if (kind === 'startsWith') return `SUBSTR(${lhs}, 1, LENGTH(${rhs})) = ${rhs}`
  if (kind === 'endsWith') return `SUBSTR(${lhs}, -LENGTH(${rhs}), LENGTH(${rhs})) = ${rhs}`
  return `${lhs} = ${rhs}`
}
