import type { JsonOperations, SqlValue } from '../backend.ts'
import { BY_CODE_POINT } from './collation.ts'
import { encoder } from './values.ts'

const asIs = (value: unknown): SqlValue => value as SqlValue // no encoder means that the driver takes it
const encode = encoder('json') ?? asIs

/** A path in the servers' language; quoted keys may contain anything. */
function pathText(path: readonly (string | number)[]): string {
  const steps = path.map(key => {
    if (typeof key === 'string') return `.${JSON.stringify(key)}`
    return key < 0 ? `[last${key === -1 ? '' : key + 1}]` : `[${key}]`
  })
  return `$${steps.join('')}`
}

/** MariaDB keeps JSON as text, so keys have to be brought into one order; MySQL's type compares values by itself. */
function comparable(sql: string): string {
  return `/*M!100700 JSON_NORMALIZE */ /*!80000 CAST */ (${sql} /*!80000 AS JSON */)`
}

function of(sql: string, kind: string): string {
  if (kind === 'boolean') return `(CASE ${sql} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)`
  return /^(?:.*[iI]nteger|.*[aA]uto|float|decimal)$/.test(kind) ? `CAST(${sql} AS CHAR)` : `JSON_QUOTE(${sql})`
}

function hasKeys(sql: string, keys: string, all: boolean): string {
  const found = `(JSON_CONTAINS_PATH(${sql}, 'one', CONCAT('$.', JSON_QUOTE(name))) OR JSON_CONTAINS(${sql}, JSON_QUOTE(name)))`
  const rows = `JSON_TABLE(${keys}, '$[*]' COLUMNS (name LONGTEXT PATH '$')) AS names`
  return all
    ? `(${sql} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${rows} WHERE NOT ${found}))`
    : `EXISTS (SELECT 1 FROM ${rows} WHERE ${found})`
}

/** JSON as both servers have it; the order of values is that of their text on MariaDB (decision 012). */
export const json: JsonOperations = {
  null: "'null'",
  part: (sql, path, bind) => `JSON_EXTRACT(${sql}, ${bind(pathText(path))})`,
  of,
  literal: comparable,
  comparable,
  encodeComparable: encode,
  encodeList: list => JSON.stringify(list),
  listRows: placeholder =>
    `(SELECT ${comparable('member')} FROM JSON_TABLE(${placeholder}, '$[*]' COLUMNS (member JSON PATH '$')) AS list)`,
  text: sql => `(IF(JSON_TYPE(${sql}) = 'NULL', NULL, JSON_UNQUOTE(${sql})) ${BY_CODE_POINT})`,
  contains: (lhs, rhs) => `JSON_CONTAINS(${lhs}, ${rhs})`,
  hasKeys,
}
