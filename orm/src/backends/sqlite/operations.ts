import { NotSupportedError } from '../../errors.ts'
import type { CastTarget, ExplainOptions, InsertClauses, Operations } from '../backend.ts'
import { planFormat } from '../explain.ts'
import { call } from './calls.ts'
import { json } from './json.ts'
import { pattern, patternOfExpression } from './patterns.ts'
import { decoder, encoder, listEncoder } from './values.ts'

const INTEGER_KINDS = new Set(['auto', 'bigAuto', 'integer', 'bigInteger', 'positiveInteger', 'smallInteger'])

function cast(value: string, to: CastTarget, from: CastTarget | undefined): string {
  const fromKind = from?.kind
  const sql = fromKind === 'json' && to.kind !== 'json' ? json.text(value) : value
  const { kind, maxLength, decimalPlaces } = to
  if (INTEGER_KINDS.has(kind)) {
    const rounds = fromKind === 'float' || fromKind === 'decimal' || fromKind === 'json'
    return `CAST(${rounds ? `ROUND(${sql})` : sql} AS INTEGER)`
  }
  if (kind === 'float') return `CAST(${sql} AS REAL)`
  if (kind === 'decimal')
    return decimalPlaces === undefined ? `CAST(${sql} AS NUMERIC)` : `ROUND(${sql}, ${decimalPlaces})`
  if (kind === 'boolean') return `(CAST(${sql} AS INTEGER) <> 0)`
  if (kind === 'date' || kind === 'time') return `INKSTONE_TRUNC('${kind}', ${sql}, NULL, '${kind}')`
  if (kind === 'datetime') return `INKSTONE_TRUNC('datetime', ${sql}, NULL, 'datetime')`
  return textCast(sql, from, maxLength)
}

/** Where the five parts of a UUID begin, and their lengths. */
const UUID_PARTS = [
  [1, 8],
  [9, 4],
  [13, 4],
  [17, 4],
  [21, 12],
] as const

/** Values as PostgreSQL shows them. */
function asText(sql: string, kind: string, decimalPlaces?: number): string {
  if (kind === 'boolean') return `CASE ${sql} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END`
  if (kind === 'float') return `INKSTONE_FLOAT(${sql})`
  if (kind === 'decimal' && decimalPlaces !== undefined) return `INKSTONE_DECIMAL(${sql}, ${decimalPlaces})`
  if (kind === 'uuid')
    return UUID_PARTS.map(([from, length]) => `SUBSTR(${sql}, ${from}, ${length})`).join(" || '-' || ")
  return kind === 'json' ? json.text(sql) : sql
}

function textCast(sql: string, from: CastTarget | undefined, maxLength: number | undefined): string {
  const shown = from === undefined || from.kind === 'json' ? sql : asText(sql, from.kind, from.decimalPlaces)
  const text = shown === sql ? `CAST(${sql} AS TEXT)` : shown
  return maxLength === undefined ? text : `SUBSTR(${text}, 1, ${maxLength})`
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

function explainPrefix({ analyze, format }: ExplainOptions): string {
  planFormat(format, [])
  if (analyze) throw new NotSupportedError('SQLite tells the plan of a statement alone, not what running it took.')
  return 'EXPLAIN QUERY PLAN'
}

export const operations: Operations = {
  quoteName: name => `"${name.replaceAll('"', '""')}"`,
  placeholder: () => '?',
  encoder,
  decoder,
  listEncoder,
  listRows: (placeholder, kind) =>
    `(SELECT ${kind === 'binary' ? 'UNHEX(value)' : 'value'} FROM json_each(${placeholder}))`,
  // The driver binds every number as a double, and 7 / 2 must not become 3.5.
  literal(placeholder, kind) {
    if (INTEGER_KINDS.has(kind) || kind === 'boolean') return `CAST(${placeholder} AS INTEGER)`
    return kind === 'decimal' ? `CAST(${placeholder} AS NUMERIC)` : placeholder
  },
  never: '0 = 1',
  always: '1 = 1',
  selectedCondition: sql => sql,
  pattern,
  patternOfExpression,
  regex: (lhs, rhs, ignoresCase) => `INKSTONE_REGEX(${lhs}, ${rhs}, '${ignoresCase ? 'iu' : 'u'}')`,
  asText,
  json,
  combine(left, operator, right) {
    if (operator === '^') return `POWER(${left}, ${right})`
    return operator === '#' ? `((${left} | ${right}) - (${left} & ${right}))` : `(${left} ${operator} ${right})`
  },
  call,
  cast,
  aggregate: (name, argument, filter) => `${name}(${argument})${filter === null ? '' : ` FILTER (WHERE ${filter})`}`,
  extract: (part, sql, _kind, zone) => `INKSTONE_EXTRACT('${part}', ${sql}, ${zone ?? 'NULL'})`,
  truncate: (part, sql, _kind, target, zone) => `INKSTONE_TRUNC('${part}', ${sql}, ${zone ?? 'NULL'}, '${target}')`,
  now: "STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW')",
  random: 'RANDOM()',
  orderTerm(sql, descending, nulls) {
    const direction = descending ? 'DESC' : 'ASC'
    const byItself = descending ? 'last' : 'first'
    return nulls === undefined || nulls === byItself
      ? `${sql} ${direction}`
      : `${sql} ${direction} NULLS ${nulls.toUpperCase()}`
  },
  noLimit: '-1',
  deleteFrom: table => `DELETE FROM ${table}`,
  updatedTable: table => table,
  rowsOfNested: sql => sql,
  explainPrefix,
  lock: () => '',
  emptyRows: (pk, count) =>
    count === 1 ? 'DEFAULT VALUES' : `(${pk}) VALUES ${Array(count).fill('(NULL)').join(', ')}`,
  insert,
}
