import { StatementCount } from './counting.ts'
import { isEquivalent } from './errors.ts'
import { isObject, type Json, marker } from './format.ts'

/** Tell whether an answer is the expected one: numbers to 10 digits, 1 equals 1.0 but not true, marked values by meaning. */
export function matches(expected: Json, actual: unknown): boolean {
  if (typeof expected === 'number')
    return actual instanceof StatementCount ? actual.agrees(expected) : sameNumber(expected, actual)
  if (typeof expected === 'string' && actual instanceof Error) return isEquivalent(actual, expected)
  if (expected === null || typeof expected !== 'object') return expected === actual
  if (Array.isArray(expected)) return sameList(expected, actual)
  const kind = marker(expected)
  if (kind !== undefined && kind !== '$error')
    return sameMarked(kind, (expected as Record<string, Json>)[kind] ?? null, actual)
  return sameObject(expected as Record<string, Json>, actual)
}

/** Tell whether a column still holds a value of the data set; here every digit counts. */
export function isStored(given: Json, actual: unknown): boolean {
  if (typeof given === 'number')
    return (typeof actual === 'number' || typeof actual === 'bigint') && Number(actual) === given
  if (isObject(given) && marker(given) === '$float') return given.$float === actual
  if (isObject(given) && marker(given) === '$integer') return given.$integer === String(actual)
  return matches(given, actual)
}

/** Compare two lists without order. */
export function matchesUnordered(expected: readonly Json[], actual: readonly unknown[]): boolean {
  if (expected.length !== actual.length) return false
  const left = [...actual]
  return expected.every(item => {
    const found = left.findIndex(candidate => matches(item, candidate))
    if (found >= 0) left.splice(found, 1)
    return found >= 0
  })
}

function sameNumber(expected: number, actual: unknown): boolean {
  if (typeof actual !== 'number' && typeof actual !== 'bigint') return false
  return close(expected, Number(actual))
}

function close(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) <= 1e-10 * Math.max(Math.abs(a), Math.abs(b))
}

function sameList(expected: readonly Json[], actual: unknown): boolean {
  return (
    Array.isArray(actual) && actual.length === expected.length && expected.every((item, i) => matches(item, actual[i]))
  )
}

function sameObject(expected: Record<string, Json>, actual: unknown): boolean {
  if (!isObject(actual)) return false
  const keys = Object.keys(expected)
  return (
    keys.length === Object.keys(actual).length &&
    keys.every(key => key in actual && matches(expected[key] ?? null, actual[key]))
  )
}

function sameMarked(kind: string, content: Json, actual: unknown): boolean {
  switch (kind) {
    case '$datetime':
      return actual instanceof Date && trimFraction(actual.toISOString()) === trimFraction(String(content))
    case '$date':
      return (
        actual === content || (actual instanceof Date && actual.toISOString().startsWith(`${String(content)}T00:00:00`))
      )
    case '$decimal':
      return (typeof actual === 'string' || typeof actual === 'number') && close(Number(content), Number(actual))
    case '$float':
    case '$integer':
    case '$duration':
      return sameNumber(Number(content), actual)
    default:
      return actual === content
  }
}

/** `2020-01-01T00:00:00.120Z` and `2020-01-01T00:00:00.12` are the same instant. */
function trimFraction(iso: string): string {
  return iso
    .replace(/Z$/, '')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')
}
