import type { LiveColumn } from '../backends/introspection.ts'
import { Source } from '../migrations/source.ts'

const NOW = /^(?:CURRENT_TIMESTAMP(?:\(\d*\))?|now\(\)|statement_timestamp\(\))$/i
const NUMBER = /^\(*(-?\d+(?:\.\d+)?)\)*$/
const QUOTED = /^'((?:[^']|'')*)'$/
const NUMBERS = new Set(['integer', 'smallInteger', 'positiveInteger', 'bigInteger', 'float'])
const TEXTS = new Set(['char', 'text', 'date', 'time', 'uuid'])

/** A default in SQL as a model says it; undefined where it cannot. */
export function defaultOf(column: LiveColumn): unknown {
  const kind = column.kind ?? ''
  const sql = (column.default ?? '').replace(/::[a-z ]+(?:\(\d+(?:,\s*\d+)?\))?$/i, '')
  if (kind === 'datetime') return NOW.test(sql) ? new Source('() => new Date()') : undefined
  const number = NUMBER.exec(QUOTED.exec(sql)?.[1] ?? sql)?.[1]
  if (kind === 'boolean') return booleanOf(sql, number)
  if (NUMBERS.has(kind)) return number === undefined ? undefined : Number(number)
  if (kind === 'decimal') return number
  return TEXTS.has(kind) ? QUOTED.exec(sql)?.[1]?.replaceAll("''", "'") : undefined
}

function booleanOf(sql: string, number: string | undefined): boolean | undefined {
  if (/^(?:true|false)$/i.test(sql)) return sql.toLowerCase() === 'true'
  return number === undefined ? undefined : number !== '0'
}
