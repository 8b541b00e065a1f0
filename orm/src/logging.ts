import type { SqlValue } from './backends/backend.ts'
import { scopes, withScope } from './context.ts'
import type { Database } from './database.ts'

/** One statement that was sent, or tried. Parameters may hold personal data: think before you keep them. */
export interface StatementEvent {
  /** `transaction` = BEGIN, COMMIT, ROLLBACK; `savepoint` = the statements of nested atomic blocks. */
  readonly kind: 'statement' | 'transaction' | 'savepoint'
  readonly sql: string
  readonly params: readonly SqlValue[]
  readonly durationMs: number
  readonly error?: unknown
}

/** Takes every statement of a database, after it ran. */
export type StatementLogger = (event: StatementEvent) => void

/** How many `captureQueries` are under way, so that statements look for one only then. */
let openCaptures = 0

/** Tell whether any flow is capturing. */
export function isCapturing(): boolean {
  return openCaptures > 0
}

/**
 * Collect the statements that `fn` and everything below it sends, for tests.
 * Statements of other flows, running at the same time, are not in the list.
 */
export async function captureQueries(database: Database, fn: () => unknown): Promise<StatementEvent[]> {
  const events: StatementEvent[] = []
  openCaptures += 1
  try {
    const captures = [...(scopes.getStore()?.captures ?? []), { database, events }]
    await withScope({ captures }, fn)
  } finally {
    openCaptures -= 1
  }
  return events
}

/** Write a statement with its parameters in their places, for people to read; never send this text to a database. */
export function formatStatement(sql: string, params: readonly SqlValue[]): string {
  let next = 0
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\?(\d*)|\$(\d+)/g, (text, numbered, dollar) => {
    if (text[0] !== '?' && text[0] !== '$') return text
    const position = Number(numbered || dollar) || next + 1
    next = position
    return position <= params.length ? formatLiteral(params[position - 1]) : text
  })
}

function formatLiteral(value: SqlValue | undefined): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  if (value instanceof Date) return `'${value.toISOString()}'`
  if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString('hex')}'`
  if (typeof value === 'object') return `(${value.map(formatLiteral).join(', ')})`
  return String(value)
}
