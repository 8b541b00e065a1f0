import { sqlite } from '../../src/backends/sqlite/index.ts'
import type { Bound } from '../../src/sql/shape.ts'

/** The SQL of a QuerySet on SQLite, with `?` for its parameters; no database is needed. */
export function sqlOf(queryset: Bound): string {
  return queryset.shape.compiled(sqlite).sql
}
