import type { PatternKind, SqlValue, WriteParam } from '../backend.ts'
import { BY_CODE_POINT, changeCase } from './collation.ts'

type Convert = (value: unknown) => SqlValue

const escapeLike = (value: unknown): string => String(value).replace(/[\\%_]/g, '\\$&')

/** Patterns of parameters, one conversion for each kind, so that equal parameters are seen to be equal. */
const PATTERNS: Readonly<Record<PatternKind, Convert>> = {
  exact: value => String(value),
  contains: value => `%${escapeLike(value)}%`,
  startsWith: value => `${escapeLike(value)}%`,
  endsWith: value => `%${escapeLike(value)}`,
}

/** Search for a parameter. Case counts in columns of tables that others made, too, whose collation may ignore it. */
export function pattern(kind: PatternKind, ignoresCase: boolean, lhs: string, param: WriteParam): string {
  const operator = kind === 'exact' ? '=' : 'LIKE'
  const rhs = param(PATTERNS[kind])
  if (ignoresCase) return `${changeCase('UPPER', lhs)} ${operator} ${changeCase('UPPER', rhs)}`
  return `${lhs} ${operator} ${rhs} ${BY_CODE_POINT}`
}

/** Escape in SQL what the database computes. */
export function patternOfExpression(kind: PatternKind, ignoresCase: boolean, lhs: string, rhs: string): string {
  if (ignoresCase) {
    return patternOfExpression(kind, false, changeCase('UPPER', lhs), changeCase('UPPER', `CAST(${rhs} AS CHAR)`))
  }
  if (kind === 'exact') return `${lhs} = ${rhs}`
  const escaped = `REPLACE(REPLACE(REPLACE(${rhs}, '\\\\', '\\\\\\\\'), '%', '\\\\%'), '_', '\\\\_')`
  const before = kind === 'startsWith' ? '' : "'%', "
  const after = kind === 'endsWith' ? '' : ", '%'"
  return `${lhs} LIKE CONCAT(${before}${escaped}${after}) ${BY_CODE_POINT}`
}
