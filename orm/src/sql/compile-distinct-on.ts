import { DatabaseError } from '../errors.ts'
import type { Expression } from '../expressions/expression.ts'
import { Col } from '../expressions/references.ts'
import { tryTransform } from '../lookups/registry.ts'
import { compileOrder } from './compile-order.ts'
import { type CompiledSelect, columnSql, conditionSql, fromSql, limitSql } from './compile-select.ts'
import type { Compiler } from './compiler.ts'
import { longestPath, SEPARATOR, setupJoins, trimJoins } from './names.ts'
import type { Query } from './query.ts'
import type { SelectedColumns } from './select-columns.ts'

/** A column that `distinct(…)` names. @throws FieldError */
export function distinctColumn(query: Query, name: string): Expression {
  const annotation = query.annotations.get(name)
  if (annotation) return annotation
  const { path, transforms } = longestPath(query, name.split(SEPARATOR), query.meta)
  const start = query.tables.base ?? query.tables.initial(query.meta)
  const { alias, target } = trimJoins(query, setupJoins(query, path, start, null))
  return transforms.reduce<Expression>((lhs, transform) => tryTransform(lhs, transform), new Col(alias, target))
}

/** DISTINCT ON for databases without it: number the rows of every group and keep the first. */
export function compileDistinctOn(query: Query, columns: SelectedColumns, compiler: Compiler): CompiledSelect {
  const groups = query.distinctFields.map(name => distinctColumn(query, name).compile(compiler))
  const order = compileOrder(query, columns.selected, compiler)
  const ordered = order.terms.map(term => term.expression.compile(compiler))
  refuseOtherOrder(groups, ordered)
  const where = conditionSql(query.where, compiler)
  const list = columns.selected.map(
    ({ expression }, i) => `${columnSql(expression, compiler)} AS ${column('col', i, compiler)}`,
  )
  const keys = ordered.map((sql, i) => `${sql} AS ${column('key', i, compiler)}`)
  const window = `PARTITION BY ${groups.join(', ')}${order.sql && ` ORDER BY ${order.sql}`}`
  const inner = [
    `SELECT ${[...list, ...keys, `ROW_NUMBER() OVER (${window}) AS ${compiler.quote('place')}`].join(', ')}`,
    `FROM ${fromSql(query, compiler)}`,
    where && `WHERE ${where}`,
  ]
  const { operations } = compiler.backend
  const outerOrder = order.terms.map((term, i) => {
    const nulls = term.nulls ?? (term.descending ? 'first' : 'last')
    return operations.orderTerm(column('key', i, compiler), term.descending, nulls)
  })
  const outer = [
    `SELECT ${columns.selected.map((_, i) => column('col', i, compiler)).join(', ')}`,
    `FROM (${inner.filter(Boolean).join(' ')}) ${compiler.quote('subquery')} WHERE ${compiler.quote('place')} = 1`,
    outerOrder.length > 0 && `ORDER BY ${outerOrder.join(', ')}`,
    limitSql(query, compiler),
  ]
  return { sql: outer.filter(Boolean).join(' '), rows: columns.plan, selected: columns.selected }
}

function column(name: string, i: number, compiler: Compiler): string {
  return compiler.quote(`${name}${i + 1}`)
}

/** Which row comes first is defined only when the order begins with the groups, as PostgreSQL demands. */
function refuseOtherOrder(groups: readonly string[], ordered: readonly string[]): void {
  const beginning = ordered.slice(0, groups.length)
  if (beginning.every(sql => groups.includes(sql))) return
  throw new DatabaseError('The fields of distinct() must be the first ones of orderBy().')
}
