import type { Expression } from '../expressions/expression.ts'
import { walk } from '../expressions/expression.ts'
import { Constant, Fixed, ListParam, Null, Param, ValueList } from '../expressions/param.ts'
import { Col } from '../expressions/references.ts'
import { ExtractExpression, TruncExpression } from '../expressions/temporal.ts'
import type { ForeignKeyField } from '../fields/foreign-key.ts'
import { IsNull } from '../lookups/comparison.ts'
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

/**
 * Whether all that is said of the rows is said of what a key refers to. Whoever points at them can then be told by the key
 * alone; not where nothing sees to it that there is a row for each key.
 */
export function saysOnlyWhatKeyRefersTo({ where }: Query, key: ForeignKeyField): boolean {
  return key.dbConstraint && [...walk(where)].every(node => !(node instanceof Col) || node.field === key.targetField)
}

/** The condition of rows of which one of these keys meets what is said of the column that it refers to. */
export function sameOfKeys(where: WhereNode, keys: readonly ForeignKeyField[], alias: string): WhereNode {
  return new WhereNode(
    keys.map(key => sameOfKey(where, new Col(alias, key))),
    'OR',
  )
}

function sameOfKey(where: WhereNode, column: Col): WhereNode {
  const same = where.rewrite({ replace: node => (node instanceof Col ? column : undefined) })
  // A key that is empty points at nothing, whatever holds for NULL.
  const set = new IsNull(column, new Constant(false))
  return new WhereNode(column.field.null ? [same, set] : [same])
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
