import type { Expression } from '../expressions/expression.ts'
import { walk } from '../expressions/expression.ts'
import { Constant, Fixed, ListParam, Null, Param, ValueList } from '../expressions/param.ts'
import { Col } from '../expressions/references.ts'
import { ExtractExpression, TruncExpression } from '../expressions/temporal.ts'
import { Lookup } from '../lookups/lookup.ts'
import { compileDelete } from './compile-writes.ts'
import type { Compiler } from './compiler.ts'
import type { Query } from './query.ts'
import { Nothing, WhereNode } from './where.ts'

const STEADY = [
  ...[WhereNode, Nothing, Lookup, Col, ExtractExpression, TruncExpression],
  ...[Param, Fixed, ListParam, ValueList, Null, Constant],
]

/**
 * Whether the columns of the rows and literals alone tell which rows are meant, so that a second statement means the same
 * ones, even when other tables lost rows between. Calls of functions do not count: some answer something else each time.
 */
export function namesSteadyRows(query: Query): boolean {
  const { tables, annotations, groupBy, isSliced, combinator, where } = query
  if (tables.active > 1 || annotations.size > 0 || groupBy !== null || isSliced || combinator !== null) return false
  return [...walk(where)].every(isSteady)
}

function isSteady(node: Expression): boolean {
  return STEADY.some(kind => node instanceof kind)
}

/**
 * One statement of several deletes, which all see the rows as they were before it; its row tells how many each deleted.
 * PostgreSQL: https://www.postgresql.org/docs/current/queries-with.html#QUERIES-WITH-MODIFYING
 */
export function compileDeletesTogether(queries: readonly Query[], compiler: Compiler): string {
  const deletes = queries.map((query, i) => `d${i} AS (${compileDelete(query, compiler.nested(query))} RETURNING 1)`)
  const counts = queries.map((_, i) => `(SELECT COUNT(*) FROM d${i})`)
  return `WITH ${deletes.join(', ')} SELECT ${counts.join(', ')}`
}
