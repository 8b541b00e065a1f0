import type { JsonOperations, SqlValue } from '../backend.ts'
import { BY_CODE_POINT } from './collation.ts'
import { encoder } from './values.ts'

const asIs = (value: unknown): SqlValue => value as SqlValue // no encoder means that the driver takes it
const encode = encoder('json') ?? asIs

/** The name of the type; that of MySQL has a collation of its own, which it does not compare with that of the session. */
function type(sql: string): string {
  return `JSON_TYPE(${sql}) /*!80017 COLLATE utf8mb4_0900_bin */`
}

/** One step into a value; the servers would take a scalar for a list of itself. */
function step(sql: string, key: string | number, bind: (value: SqlValue) => string): string {
  // Quoted keys may contain anything.
  if (typeof key === 'string') return `JSON_EXTRACT(${sql}, ${bind(`$.${JSON.stringify(key)}`)})`
  const inner = `JSON_EXTRACT(${sql}, ${key < 0 ? pathFromEnd(sql, -key) : bind(`$[${key}]`)})`
  return `IF(${type(sql)} = 'ARRAY', ${inner}, NULL)`
}

/** MariaDB knows `$[last]`, but keeps the position that it found in the first row. */
function pathFromEnd(sql: string, distance: number): string {
  return `CONCAT('$[', NULLIF(GREATEST(JSON_LENGTH(${sql}) - ${distance}, -1), -1), ']')`
}

/** Equal values have equal text: keys in one order, numbers in one form. */
function normalized(sql: string): string {
  // Written once, so that its parameters count once on both servers.
  return `/*M!100700 JSON_NORMALIZE( */ /*!80000 CAST(CAST( */ ${sql} /*M!100700 ) */ /*!80000 AS JSON) AS CHAR) */`
}

/** Larger than every number whose order is kept, so that texts of the sums have one length. */
const OFFSET = `1${'0'.repeat(33)}`

/** Types in the order of PostgreSQL; within a type numbers by size, lists and objects by length. */
function comparable(sql: string): string {
  const length = `LPAD(JSON_LENGTH(${sql}), 9, '0')`
  const rank = [
    `WHEN 'NULL' THEN '0'`,
    `WHEN 'STRING' THEN '1'`,
    `WHEN 'BOOLEAN' THEN '3'`,
    `WHEN 'ARRAY' THEN CONCAT('4', ${length})`,
    `WHEN 'OBJECT' THEN CONCAT('5', ${length})`,
    `ELSE CONCAT('2', CAST(CAST(${sql} AS DECIMAL(64, 30)) + ${OFFSET} AS CHAR))`,
  ]
  return `CONCAT(CASE ${type(sql)} ${rank.join(' ')} END, ${normalized(sql)} ${BY_CODE_POINT})`
}

function of(sql: string, kind: string): string {
  if (kind === 'boolean') return `(CASE ${sql} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)`
  return /^(?:.*[iI]nteger|.*[aA]uto|float|decimal)$/.test(kind) ? `CAST(${sql} AS CHAR)` : `JSON_QUOTE(${sql})`
}

/** A value inside of an object; JSON is told from text by the function around it. */
function member(sql: string, kind: string): string {
  if (kind === 'boolean') return `JSON_EXTRACT(${of(sql, kind)}, '$')`
  return kind === 'json' ? `JSON_EXTRACT(${sql}, '$')` : sql
}

function hasKeys(sql: string, keys: string, all: boolean): string {
  const found = `(JSON_CONTAINS_PATH(${sql}, 'one', CONCAT('$.', JSON_QUOTE(name) ${BY_CODE_POINT})) OR JSON_CONTAINS(${sql}, JSON_QUOTE(name)))`
  const rows = `JSON_TABLE(${keys}, '$[*]' COLUMNS (name LONGTEXT PATH '$')) AS names`
  return all
    ? `(${sql} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${rows} WHERE NOT ${found}))`
    : `EXISTS (SELECT 1 FROM ${rows} WHERE ${found})`
}

/** Space before a parameter that is compared, where JSON allows it and we write none. */
const MARK = ' '

/** JSON as both servers have it: text on MariaDB, a type on MySQL. */
export const json: JsonOperations = {
  null: "'null'",
  part: (sql, path, bind) => path.reduce<string>((inner, key) => step(inner, key, bind), sql),
  object: entries => `JSON_OBJECT(${entries.map(([key, value, kind]) => `${key}, ${member(value, kind)}`).join(', ')})`,
  of,
  literal: placeholder => `IF(LEFT(${placeholder}, 1) = '${MARK}', ${comparable(placeholder)}, ${placeholder})`,
  comparable,
  encodeComparable: value => (value === null ? null : `${MARK}${encode(value)}`),
  encodeList: list => JSON.stringify(list),
  listRows: placeholder =>
    `(SELECT ${comparable('member')} FROM JSON_TABLE(${placeholder}, '$[*]' COLUMNS (member JSON PATH '$')) AS list)`,
  text: sql => `(IF(${type(sql)} = 'NULL', NULL, JSON_UNQUOTE(${sql})) ${BY_CODE_POINT})`,
  contains: (lhs, rhs) => `JSON_CONTAINS(${lhs}, ${rhs})`,
  hasKeys,
}
