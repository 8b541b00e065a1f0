import type { CastTarget, ExplainOptions, InsertClauses, LockOptions, Operations } from '../backend.ts'
import { planFormat } from '../explain.ts'
import { BY_CODE_POINT } from './collation.ts'
import { extract, truncate } from './dates.ts'
import { call } from './functions.ts'
import { json } from './json.ts'
import { pattern, patternOfExpression } from './patterns.ts'
import { decoder, encoder, listEncoder } from './values.ts'

/** The type of a cast; all others are text. */
const CASTS: Readonly<Record<string, string>> = {
  auto: 'SIGNED',
  bigAuto: 'SIGNED',
  integer: 'SIGNED',
  bigInteger: 'SIGNED',
  positiveInteger: 'SIGNED',
  smallInteger: 'SIGNED',
  float: 'DOUBLE',
  decimal: 'DECIMAL(65, 30)',
  boolean: 'SIGNED',
  date: 'DATE',
  time: 'TIME(6)',
  datetime: 'DATETIME(6)',
  binary: 'BINARY',
}

/** Longer texts than these can have no index, which the server makes for a list of texts. */
const SHORT_TEXT = 'VARCHAR(500)'
const LONG_TEXT = 'LONGTEXT'

/** Members of a list in JSON: their type, and what has to be done with text to be compared. */
const MEMBERS: Readonly<Record<string, readonly [type: string, value: string]>> = {
  SIGNED: ['BIGINT', 'member'],
  BINARY: [LONG_TEXT, 'UNHEX(member)'],
  CHAR: [LONG_TEXT, `member ${BY_CODE_POINT}`],
}

function castType(kind: string): string {
  return CASTS[kind] ?? 'CHAR'
}

function isInteger(kind: string | undefined): boolean {
  return kind !== undefined && kind !== 'boolean' && CASTS[kind] === 'SIGNED'
}

/** Parameters get their type from us. A cast of a text would count as much as a column where collations differ. */
function literal(placeholder: string, kind: string): string {
  if (kind === 'binary') return placeholder
  // Beside nothing but NULL, a parameter is bytes to MySQL.
  if (CASTS[kind] === undefined) return `/*!80000 CONCAT( */ ${placeholder} /*!80000 ) */`
  return `CAST(${placeholder} AS ${CASTS[kind]})`
}

function listRows(placeholder: string, kind: string, hasLongTexts: boolean): string {
  const cast = castType(kind)
  const [type, value] = MEMBERS[cast] ?? [cast, 'member']
  const column = type === LONG_TEXT && !hasLongTexts ? SHORT_TEXT : type
  return `(SELECT ${value} FROM JSON_TABLE(${placeholder}, '$[*]' COLUMNS (member ${column} PATH '$')) AS list)`
}

/** Beside another table the server looks up the rows that stand behind IN, instead of reading them anew for every row. */
function updatedTable(table: string, where: string): string {
  return where.includes('(SELECT') ? `${table}, (SELECT 1) AS \`(one row)\`` : table
}

function cast(sql: string, to: CastTarget, from: CastTarget | undefined): string {
  const { kind, maxLength, decimalPlaces } = to
  if (kind === 'boolean') return `(${sql} <> 0)`
  if (kind === 'decimal' && decimalPlaces !== undefined)
    return `CAST(${sql} AS DECIMAL(65, ${Math.min(decimalPlaces, 30)}))`
  if (kind === 'uuid') return `REPLACE(${sql}, '-', '')`
  if (CASTS[kind] !== undefined) return `CAST(${sql} AS ${CASTS[kind]})`
  const text = asText(sql, from?.kind ?? '')
  return maxLength === undefined || maxLength > 65_535 ? text : `LEFT(${text}, ${maxLength})`
}

/** Values as PostgreSQL shows them. */
function asText(sql: string, kind: string): string {
  if (kind === 'boolean') return `CASE ${sql} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END`
  if (kind === 'uuid') return `INSERT(INSERT(INSERT(INSERT(${sql}, 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')`
  if (kind === 'datetime') return `CONCAT(${withoutZeros(sql)}, '+00')`
  if (kind === 'time') return withoutZeros(sql)
  if (kind === 'json') return json.text(sql)
  return CASTS[kind] === undefined ? sql : `CAST(${sql} AS CHAR)`
}

function withoutZeros(sql: string): string {
  return `REGEXP_REPLACE(CAST(${sql} AS CHAR), '[.]?0*$', '')`
}

/** Results are unsigned, and a shift fills up with zeros, so that what is negative is shifted as its complement. */
const BITS: Readonly<Record<string, (left: string, right: string) => string>> = {
  '&': (left, right) => `(${left} & ${right})`,
  '|': (left, right) => `(${left} | ${right})`,
  '#': (left, right) => `(${left} ^ ${right})`,
  '<<': (left, right) => `(${left} << ${right})`,
  '>>': (left, right) => `CASE WHEN ${left} < 0 THEN ~(~${left} >> ${right}) ELSE ${left} >> ${right} END`,
}

function combine(left: string, operator: string, right: string, kinds?: readonly (string | undefined)[]): string {
  if (operator === '^') return `POWER(${left}, ${right})`
  if (BITS[operator]) return `CAST(${BITS[operator](left, right)} AS SIGNED)`
  return `(${left} ${operator === '/' && kinds?.every(isInteger) ? 'DIV' : operator} ${right})`
}

const DISTINCT = 'DISTINCT '

function aggregate(name: string, argument: string, filter: string | null): string {
  if (filter === null) return `${name}(${argument})`
  const distinct = argument.startsWith(DISTINCT) ? DISTINCT : ''
  const value = argument.slice(distinct.length)
  return `${name}(${distinct}CASE WHEN ${filter} THEN ${value === '*' ? '1' : value} END)`
}

function insert(text: string, clauses: InsertClauses): string {
  const { columns, update, returning } = clauses
  const changes = update.map(column => `${column} = VALUES(${column})`)
  // INSERT IGNORE would swallow every error; a change to what is there already keeps to conflicts.
  const [kept] = columns
  if (clauses.ignoreConflicts && kept !== undefined) changes.push(`${kept} = ${kept}`)
  const parts = [
    `INSERT ${text}`,
    changes.length > 0 && `ON DUPLICATE KEY UPDATE ${changes.join(', ')}`,
    // Without conflicts the keys follow each other from the one that the server tells.
    update.length > 0 && returning.length > 0 && `/*M!100500 RETURNING ${returning.join(', ')} */`,
  ]
  return parts.filter(Boolean).join(' ')
}

/** NULL is the smallest value here. */
function orderTerm(sql: string, descending: boolean, nulls: 'first' | 'last' | undefined): string {
  const term = `${sql} ${descending ? 'DESC' : 'ASC'}`
  const byItself = descending ? 'last' : 'first'
  if (nulls === undefined || nulls === byItself) return term
  return `${sql} IS ${nulls === 'first' ? 'NOT ' : ''}NULL, ${term}`
}

function lock({ noWait, skipLocked }: LockOptions): string {
  return `FOR UPDATE${noWait ? ' NOWAIT' : skipLocked ? ' SKIP LOCKED' : ''}`
}

/** MariaDB says ANALYZE where MySQL says EXPLAIN ANALYZE; each reads the comment that is meant for it. */
function explainPrefix({ analyze, format }: ExplainOptions): string {
  const name = planFormat(format, ['JSON', 'TRADITIONAL', 'TREE'])
  const verb = analyze ? '/*M! ANALYZE */ /*!80018 EXPLAIN ANALYZE */' : 'EXPLAIN'
  return name ? `${verb} FORMAT=${name}` : verb
}

export const operations: Operations = {
  quoteName: name => `\`${name.replaceAll('`', '``')}\``,
  placeholder: () => '?',
  encoder,
  decoder,
  listEncoder,
  listRows,
  literal,
  never: '0 = 1',
  always: '1 = 1',
  selectedCondition: sql => sql,
  pattern,
  patternOfExpression,
  regex: (lhs, rhs, ignoresCase) => `${lhs} REGEXP CONCAT('(?${ignoresCase ? '' : '-'}i)', ${rhs})`,
  asText,
  json,
  combine,
  call,
  cast,
  aggregate,
  extract,
  truncate,
  now: 'UTC_TIMESTAMP(6)',
  random: 'RAND()',
  orderTerm,
  noLimit: '18446744073709551615',
  // Both read lists of keys by an index only where more than one table could be meant.
  deleteFrom: table => `DELETE FROM ${table} USING ${table}`,
  updatedTable,
  rowsOfNested: sql => `(SELECT /*+ NO_MERGE(nested) */ * FROM ${sql} AS nested)`,
  explainPrefix,
  lock,
  emptyRows: (_pk, count) => `() VALUES ${Array(count).fill('()').join(', ')}`,
  insert,
}
