import type { JsonOperations, SqlValue } from '../backend.ts'
import { encoder } from './values.ts'

const asIs = (value: unknown): SqlValue => value as SqlValue // no encoder means that the driver takes it
const encode = encoder('json') ?? asIs

/** One step into a value; PostgreSQL would take a scalar for a list of itself. */
function step(sql: string, key: string | number, bind: (value: SqlValue) => string): string {
  if (typeof key === 'string') return `(${sql} -> ${bind(key)}::text)`
  return `(CASE WHEN jsonb_typeof(${sql}) = 'array' THEN ${sql} -> ${bind(key)}::integer END)`
}

/** JSON as PostgreSQL's `jsonb` has it. */
export const json: JsonOperations = {
  null: "'null'::jsonb",
  part: (sql, path, bind) => path.reduce<string>((inner, key) => step(inner, key, bind), sql),
  object: entries => `JSONB_BUILD_OBJECT(${entries.map(([key, value]) => `${key}::text, ${value}`).join(', ')})`,
  of: sql => `to_jsonb(${sql})`,
  literal: placeholder => `${placeholder}::jsonb`,
  comparable: sql => sql,
  encodeComparable: encode,
  encodeList: list => (list as readonly unknown[]).map(encode),
  listRows: placeholder => `(SELECT UNNEST(${placeholder}::jsonb[]))`,
  text: sql => `(${sql} #>> '{}')`,
  contains: (lhs, rhs) => `${lhs} @> ${rhs}`,
  hasKeys: (sql, keys, all) => `${sql} ${all ? '?&' : '?|'} ${keys}::text[]`,
}
