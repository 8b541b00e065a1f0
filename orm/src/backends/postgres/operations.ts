import type {
  CastTarget,
  ExplainOptions,
  InsertClauses,
  LockOptions,
  Operations,
  PatternKind,
  SqlValue,
  WriteParam,
} from '../backend.ts'
import { planFormat } from '../explain.ts'
import { extract, truncate } from './dates.ts'
import { call } from './functions.ts'
import { json } from './json.ts'
import { decoder, encoder, listEncoder } from './values.ts'

type Convert = (value: unknown) => SqlValue

/** The type of a parameter or cast of a kind of field. */
const TYPES: Readonly<Record<string, string>> = {
  auto: 'integer',
  bigAuto: 'bigint',
  integer: 'integer',
  bigInteger: 'bigint',
  positiveInteger: 'integer',
  smallInteger: 'smallint',
  float: 'double precision',
  decimal: 'numeric',
  boolean: 'boolean',
  date: 'date',
  time: 'time',
  datetime: 'timestamptz',
  uuid: 'uuid',
  json: 'jsonb',
  binary: 'bytea',
}

function typeOf(kind: string): string {
  return TYPES[kind] ?? 'text'
}

const escapeLike = (value: unknown): string => String(value).replace(/[\\%_]/g, '\\$&')

/** Patterns of parameters, one conversion for each kind, so that equal parameters are seen to be equal. */
const PATTERNS: Readonly<Record<PatternKind, Convert>> = {
  exact: value => String(value),
  contains: value => `%${escapeLike(value)}%`,
  startsWith: value => `${escapeLike(value)}%`,
  endsWith: value => `%${escapeLike(value)}`,
}

function pattern(kind: PatternKind, ignoresCase: boolean, lhs: string, param: WriteParam): string {
  const operator = kind === 'exact' ? '=' : 'LIKE'
  const rhs = param(PATTERNS[kind])
  return ignoresCase ? `UPPER(${lhs}) ${operator} UPPER(${rhs}::text)` : `${lhs} ${operator} ${rhs}`
}

/** Escape in SQL what the database computes. */
function patternOfExpression(kind: PatternKind, ignoresCase: boolean, lhs: string, rhs: string): string {
  if (ignoresCase) return patternOfExpression(kind, false, `UPPER(${lhs})`, `UPPER((${rhs})::text)`)
  if (kind === 'exact') return `${lhs} = ${rhs}`
  const escaped = `REPLACE(REPLACE(REPLACE((${rhs})::text, E'\\\\', E'\\\\\\\\'), '%', E'\\\\%'), '_', E'\\\\_')`
  const before = kind === 'startsWith' ? '' : "'%' || "
  const after = kind === 'endsWith' ? '' : " || '%'"
  return `${lhs} LIKE ${before}${escaped}${after}`
}

function cast(value: string, to: CastTarget, from: CastTarget | undefined): string {
  const sql = from?.kind === 'json' && to.kind !== 'json' ? scalarOfJson(value, to.kind) : value
  if (to.kind === 'decimal' && to.decimalPlaces !== undefined) return `ROUND((${sql})::numeric, ${to.decimalPlaces})`
  if (to.maxLength !== undefined) return `(${sql})::varchar(${to.maxLength})`
  return `(${sql})::${typeOf(to.kind)}`
}

/** A number in JSON may have a fraction, and becomes an integer by rounding. */
function scalarOfJson(sql: string, kind: string): string {
  const isInteger = /int/.test(typeOf(kind))
  return isInteger ? `${json.text(sql)}::numeric` : json.text(sql)
}

function insert(text: string, clauses: InsertClauses): string {
  const { unique, update, returning } = clauses
  const changes = update.map(column => `${column} = EXCLUDED.${column}`).join(', ')
  const parts = [
    `INSERT ${text}`,
    clauses.ignoreConflicts && 'ON CONFLICT DO NOTHING',
    update.length > 0 && `ON CONFLICT (${unique.join(', ')}) DO UPDATE SET ${changes}`,
    returning.length > 0 && `RETURNING ${returning.join(', ')}`,
  ]
  return parts.filter(Boolean).join(' ')
}

function orderTerm(sql: string, descending: boolean, nulls: 'first' | 'last' | undefined): string {
  const direction = descending ? 'DESC' : 'ASC'
  const byItself = descending ? 'first' : 'last'
  return nulls === undefined || nulls === byItself
    ? `${sql} ${direction}`
    : `${sql} ${direction} NULLS ${nulls.toUpperCase()}`
}

function lock(options: LockOptions, tables: readonly string[]): string {
  const strength = options.noKey ? 'FOR NO KEY UPDATE' : 'FOR UPDATE'
  const of = tables.length ? ` OF ${tables.join(', ')}` : ''
  const waiting = options.noWait ? ' NOWAIT' : options.skipLocked ? ' SKIP LOCKED' : ''
  return `${strength}${of}${waiting}`
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function explainPrefix({ analyze, format }: ExplainOptions): string {
  const name = planFormat(format, ['JSON', 'TEXT', 'XML', 'YAML'])
  const options = [analyze && 'ANALYZE', name && `FORMAT ${name}`].filter(Boolean)
  return options.length > 0 ? `EXPLAIN (${options.join(', ')})` : 'EXPLAIN'
}

/** They count places in integers of 32 bits, whatever they move. */
const SHIFTS = new Set(['<<', '>>'])

export const operations: Operations = {
  quoteName,
  placeholder: position => `$${position}`,
  encoder,
  decoder,
  listEncoder,
  listRows: (placeholder, kind) => `(SELECT UNNEST(${placeholder}::${typeOf(kind)}[]))`,
  literal: (placeholder, kind) => `${placeholder}::${typeOf(kind)}`,
  never: 'FALSE',
  always: 'TRUE',
  selectedCondition: sql => sql,
  pattern,
  patternOfExpression,
  regex: (lhs, rhs, ignoresCase) => `${lhs} ${ignoresCase ? '~*' : '~'} ${rhs}`,
  asText(sql, kind) {
    if (kind === 'json') return json.text(sql)
    return TYPES[kind] === undefined ? sql : `${sql}::text`
  },
  json,
  combine(left, operator, right) {
    if (operator === '^') return `POWER(${left}, ${right})`
    return SHIFTS.has(operator) ? `(${left} ${operator} (${right})::integer)` : `(${left} ${operator} ${right})`
  },
  call,
  cast,
  aggregate: (name, argument, filter) => `${name}(${argument})${filter === null ? '' : ` FILTER (WHERE ${filter})`}`,
  extract,
  truncate,
  now: 'STATEMENT_TIMESTAMP()',
  random: 'RANDOM()',
  orderTerm,
  noLimit: 'ALL',
  deleteFrom: table => `DELETE FROM ${table}`,
  updatedTable: table => table,
  rowsOfNested: sql => sql,
  explainPrefix,
  lock,
  emptyRows: (pk, count) => `(${pk}) VALUES ${Array(count).fill('(DEFAULT)').join(', ')}`,
  insert,
}
