import { NotSupportedError } from '../errors.ts'
import { Aggregate } from '../expressions/aggregates.ts'
import type { Expression } from '../expressions/expression.ts'
import { OrderBy } from '../expressions/order-by.ts'
import { Constant } from '../expressions/param.ts'
import { Col, Ref } from '../expressions/references.ts'
import { WindowExpression } from '../expressions/window.ts'
import { Exact } from '../lookups/comparison.ts'
import { Lookup } from '../lookups/lookup.ts'
import { compileOrder } from './compile-order.ts'
import { type CompiledSelect, compileSelect, conditionSql, limitSql, type SelectOptions } from './compile-select.ts'
import type { Compiler } from './compiler.ts'
import type { Query } from './query.ts'
import { type Selected, selectColumns } from './select-columns.ts'
import { WhereNode } from './where.ts'

/**
 * A query with conditions on windows, which are computed after WHERE and HAVING: the rows without these conditions, each
 * with what the conditions and the order need, are selected first, and the conditions are asked of them.
 */
export function compileWindowed(query: Query, compiler: Compiler, options: SelectOptions): CompiledSelect {
  if (options.extra?.length || query.distinctFields.length) {
    throw new NotSupportedError('Conditions on windows cannot be used with distinct(fields), nor in slices of groups.')
  }
  const work = innerQuery(query)
  const { before, after } = split(query.where)
  work.where = before
  const within = compiler.nested(work)
  const { selected } = selectColumns(work, within)
  const order = compileOrder(work, selected, within).terms
  work.clearOrdering(true, true)
  const columns = new Columns()
  const condition = after.rewrite({ replace: node => columns.replacing(node) }) as WhereNode // stays its kind
  const terms = order.map(term => new OrderBy(columns.named(term.expression), term.descending, nullsOf(term)))
  const inner = compileSelect(work, within, { named: true, extra: columns.list, evenEmpty: options.evenEmpty ?? false })
  const list = selected.map(({ name }, i) => compiler.quote(name ?? `col${i + 1}`))
  const ordered = query.distinct ? terms.map(term => term.expression.compile(compiler)) : []
  const where = conditionSql(condition, compiler, options.evenEmpty)
  const parts = [
    `SELECT${query.distinct ? ' DISTINCT' : ''} ${[...list, ...ordered].join(', ')}`,
    `FROM (${inner.sql}) ${compiler.quote('subquery')}`,
    where && `WHERE ${where}`,
    terms.length > 0 && `ORDER BY ${terms.map(term => term.compile(compiler)).join(', ')}`,
    limitSql(query, compiler),
  ]
  return { sql: parts.filter(Boolean).join(' '), rows: inner.rows, selected }
}

function innerQuery(query: Query): Query {
  const work = query.clone()
  work.clearLimits()
  work.limitsToOne = false
  work.distinct = false
  return work
}

/** NULLs stand where they would in an order of the rows themselves. */
function nullsOf({ nulls, descending }: OrderBy): OrderBy['nulls'] {
  return nulls ?? (descending ? 'first' : 'last')
}

/** The conditions that speak about rows or groups, and those that speak about windows. */
function split(where: WhereNode): { readonly before: WhereNode; readonly after: WhereNode } {
  if (where.negated || where.connector !== 'AND') return { before: new WhereNode(), after: where }
  const parts = where.children.map(child => {
    if (child instanceof WhereNode && child.containsWindow) return split(child)
    return child.containsWindow ? { after: child } : { before: child }
  })
  const joined = (side: 'before' | 'after') => {
    const children = parts.flatMap(
      (part: { readonly before?: Expression; readonly after?: Expression }) => part[side] ?? [],
    )
    return new WhereNode(children.filter(child => !(child instanceof WhereNode && child.isEmpty)))
  }
  return { before: joined('before'), after: joined('after') }
}

/** What the inner query selects besides, for the outer one. */
class Columns {
  readonly list: Selected[] = []

  /** The column that holds an expression. */
  named(expression: Expression): Ref {
    const name = `_window${this.list.length + 1}`
    this.list.push({ expression, name })
    return new Ref(name, expression)
  }

  /** What a part of a condition becomes in the outer query; undefined = look inside. */
  replacing(node: Expression): Expression | undefined {
    if (node instanceof WindowExpression || node instanceof Aggregate || node instanceof Col) return this.named(node)
    const isWhole = node instanceof Lookup && !node.containsWindow
    return isWhole ? new Exact(this.named(node), new Constant(true)) : undefined
  }
}
