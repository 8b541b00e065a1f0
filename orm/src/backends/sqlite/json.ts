import type { JsonOperations, SqlValue } from '../backend.ts'
import { sortKey } from './json-functions.ts'
import { encoder } from './values.ts'

const asIs = (value: unknown): SqlValue => value as SqlValue // no encoder means that the driver takes it
const encode = encoder('json') ?? asIs

/** A path in SQLite's language; quoted keys may contain anything (https://sqlite.org/json1.html#path_arguments). */
function pathText(path: readonly (string | number)[]): string {
  const steps = path.map(key => {
    if (typeof key === 'string') return `.${JSON.stringify(key)}`
    return key < 0 ? `[#${key}]` : `[${key}]`
  })
  return `$${steps.join('')}`
}

function truth(sql: string): string {
  return `(CASE ${sql} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)`
}

/** A value inside of an object; JSON is told from text by the function around it. */
function member(sql: string, kind: string): string {
  if (kind === 'boolean') return `JSON(${truth(sql)})`
  return kind === 'json' ? `JSON(${sql})` : sql
}

/** JSON as text, with functions of ours where SQLite's differ from PostgreSQL's. */
export const json: JsonOperations = {
  null: "'null'",
  part: (sql, path, bind) => `(${sql} -> ${bind(pathText(path))})`,
  object: entries => `JSON_OBJECT(${entries.map(([key, value, kind]) => `${key}, ${member(value, kind)}`).join(', ')})`,
  of: (sql, kind) => (kind === 'boolean' ? truth(sql) : `JSON_QUOTE(${sql})`),
  literal: placeholder => placeholder,
  comparable: sql => `INKSTONE_JSON_KEY(${sql})`,
  encodeComparable: value => (value === null ? null : sortKey(encode(value))),
  encodeList: list => JSON.stringify((list as readonly unknown[]).map(value => sortKey(encode(value)))),
  listRows: placeholder => `(SELECT value FROM json_each(${placeholder}))`,
  text: sql => `INKSTONE_JSON_TEXT(${sql})`,
  contains: (lhs, rhs) => `INKSTONE_JSON_CONTAINS(${lhs}, ${rhs})`,
  hasKeys: (sql, keys, all) => `INKSTONE_JSON_HAS_KEYS(${sql}, ${keys}, ${Number(all)})`,
}
