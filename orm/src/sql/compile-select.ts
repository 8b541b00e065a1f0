import { NotSupportedError } from '../errors.ts'
import type { Expression } from '../expressions/expression.ts'
import type { OrderBy } from '../expressions/order-by.ts'
import { Constant } from '../expressions/param.ts'
import { compileCombined } from './compile-combined.ts'
import { compileDistinctOn, distinctColumn } from './compile-distinct-on.ts'
import { compileOrder } from './compile-order.ts'
import { compileSlicePerGroup } from './compile-slice-per-group.ts'
import { compileWindowed } from './compile-windowed.ts'
import type { RowPlan } from './compiled.ts'
import type { Compiler } from './compiler.ts'
import { overGroups } from './grouping.ts'
import { lockSql } from './lock.ts'
import type { Query } from './query.ts'
import { EmptyResultSet, FullResultSet } from './result-set.ts'
import { type Selected, selectColumns } from './select-columns.ts'
import type { WhereNode } from './where.ts'

export interface SelectOptions {
  /** Give every column a name, since another query selects from this one. */
  readonly named?: boolean
  /** Write a query without rows, too, instead of throwing EmptyResultSet. */
  readonly evenEmpty?: boolean
  /** Columns that are selected besides, for the query around. */
  readonly extra?: readonly Selected[]
}

export interface CompiledSelect {
  readonly sql: string
  readonly rows: RowPlan
  readonly selected: readonly Selected[]
}

/** The SELECT of a nested query, without parentheses. */
export function compileNested(query: Query, compiler: Compiler): string {
  const work = query.clone()
  return compileSelect(work, compiler.nested(work)).sql
}

/** Write a SELECT. The query is used up: joins for the order are added to it. */
export function compileSelect(query: Query, compiler: Compiler, options: SelectOptions = {}): CompiledSelect {
  if (query.inner) return compileAroundInner(query, query.inner, compiler)
  if (query.tables.active === 0) query.tables.initial(query.meta)
  if (query.slicePerGroup) return compileSlicePerGroup(query, query.slicePerGroup, compiler)
  if (query.where.containsWindow && !query.combinator) return compileWindowed(query, compiler, options)
  const columns = selectColumns(query, compiler)
  if (query.combinator) return compileCombined(query, columns, compiler)
  if (query.distinctFields.length && !compiler.backend.features.supportsDistinctOn) {
    return compileDistinctOn(query, columns, compiler)
  }
  const order = compileOrder(query, columns.selected, compiler)
  const extra = query.distinct && !query.distinctFields.length ? order.unselected : []
  const selected = [...columns.selected, ...(options.extra ?? []), ...extra]
  const { where, having } = query.where.splitHaving()
  const whereSql = conditionSql(where, compiler, options.evenEmpty ?? false)
  const seen = having && !compiler.backend.features.supportsAnyHaving ? overGroups(having) : having
  const havingSql = conditionSql(seen, compiler, options.evenEmpty ?? false)
  const group = groupSql(query, selected, order.terms, having, compiler)
  if (group && query.distinctFields.length) {
    throw new NotSupportedError('annotate() with aggregates and distinct(fields) together are not implemented.')
  }
  const parts = [
    `SELECT${distinctSql(query, compiler)} ${selectList(selected, options.named ?? false, compiler)}`,
    `FROM ${fromSql(query, compiler)}`,
    whereSql && `WHERE ${whereSql}`,
    group && `GROUP BY ${group}`,
    havingSql && `HAVING ${havingSql}`,
    order.sql && !(group && order.isDefault) && `ORDER BY ${order.sql}`,
    limitSql(query, compiler),
    lockSql(query, columns.plan, compiler),
  ]
  return { sql: parts.filter(Boolean).join(' '), rows: columns.plan, selected }
}

function compileAroundInner(outer: Query, inner: Query, compiler: Compiler): CompiledSelect {
  const work = inner.clone()
  const evenEmpty = [...outer.annotations.values()].some(annotation => annotation.emptyValue === undefined)
  const { sql } = compileSelect(work, compiler.nested(work), { named: true, evenEmpty })
  const columns = selectColumns(outer, compiler)
  const list = selectList(columns.selected, false, compiler)
  return {
    sql: `SELECT ${list} FROM (${sql}) ${compiler.quote('subquery')}`,
    rows: columns.plan,
    selected: columns.selected,
  }
}

/** The SQL of a condition; empty where it always holds. @throws EmptyResultSet where it never does */
export function conditionSql(where: WhereNode | null, compiler: Compiler, evenEmpty = false): string {
  if (!where || where.isEmpty) return ''
  try {
    return where.compile(compiler)
  } catch (error) {
    if (error instanceof FullResultSet) return ''
    if (error instanceof EmptyResultSet && evenEmpty) return compiler.backend.operations.never
    throw error
  }
}

/** The list of columns, each under its name. `named` makes names up where there are none. */
function selectList(selected: readonly Selected[], named: boolean, compiler: Compiler): string {
  const written = selected.map(({ expression, name }, i) => {
    const sql = columnSql(expression, compiler)
    const alias = name ?? (named ? `col${i + 1}` : null)
    return alias === null ? sql : `${sql} AS ${compiler.quote(alias)}`
  })
  return written.join(', ')
}

/** A selected expression, also where it is the same for every row. */
export function columnSql(expression: Expression, compiler: Compiler): string {
  const { operations } = compiler.backend
  try {
    const sql = expression.compile(compiler)
    return expression.conditional ? operations.selectedCondition(sql) : sql
  } catch (error) {
    if (error instanceof FullResultSet) return operations.always
    if (!(error instanceof EmptyResultSet)) throw error
    if (expression.conditional) return operations.never
    return expression.emptyValue == null ? 'NULL' : String(Number(expression.emptyValue))
  }
}

function distinctSql(query: Query, compiler: Compiler): string {
  if (!query.distinct) return ''
  if (query.distinctFields.length === 0) return ' DISTINCT'
  const columns = query.distinctFields.map(name => distinctColumn(query, name).compile(compiler))
  return ` DISTINCT ON (${columns.join(', ')})`
}

/** The tables that are used, joined in order. */
export function fromSql(query: Query, compiler: Compiler): string {
  const parts: string[] = []
  for (const join of query.tables.joins.values()) {
    if (query.tables.uses(join.alias) <= 0) continue
    const table = compiler.quote(join.table)
    const name = join.alias === join.table ? table : `${table} ${compiler.quote(join.alias)}`
    if (join.type === null || join.parent === null) parts.push(name)
    else parts.push(`${join.type} JOIN ${name} ON (${joinCondition(join.parent, join.alias, join.on, compiler)})`)
  }
  return parts.join(' ')
}

function joinCondition(
  parent: string,
  alias: string,
  on: readonly (readonly [string, string])[],
  compiler: Compiler,
): string {
  const left = compiler.quote(parent)
  const right = compiler.quote(alias)
  return on.map(([from, to]) => `${left}.${compiler.quote(from)} = ${right}.${compiler.quote(to)}`).join(' AND ')
}

/** GROUP BY: what was asked for, and what is selected, ordered by or compared in groups beside the aggregates. */
function groupSql(
  query: Query,
  selected: readonly Selected[],
  order: readonly OrderBy[],
  having: WhereNode | null,
  compiler: Compiler,
): string {
  if (query.groupBy === null) return ''
  const asked = new Set((query.groupBy === true ? [] : query.groupBy).map(group => groupTerm(group, compiler)))
  const parts = [...selected.map(({ expression }) => expression), ...order.map(term => term.expression)]
  // A subquery that is asked for is grouped by as a whole, not by the columns that tie it to the row.
  const others = parts.filter(part => part.containsAggregate || !asked.has(groupTerm(part, compiler)))
  const groups = [...others.flatMap(part => part.groupBy()), ...(having?.groupBy() ?? [])]
  const sql = new Set([...asked, ...groups.map(group => groupTerm(group, compiler))])
  sql.delete('')
  return [...sql].join(', ')
}

function groupTerm(group: Expression, compiler: Compiler): string {
  if (group instanceof Constant) return ''
  try {
    return group.compile(compiler)
  } catch (error) {
    if (error instanceof EmptyResultSet || error instanceof FullResultSet) return ''
    throw error
  }
}

/** LIMIT and OFFSET, as far as there are. */
export function limitSql(query: Query, compiler: Compiler): string {
  const { operations, features } = compiler.backend
  const encode = compiler.encoder('integer')
  const limit = query.limitsToOne ? '1' : query.limit
  const offset = query.offset === null ? null : compiler.param(query.offset, encode)
  if (limit === null && offset === null) return ''
  const shown = limit ?? (features.requiresLimitForOffset ? operations.noLimit : null)
  return [shown === null ? '' : `LIMIT ${shown}`, offset === null ? '' : `OFFSET ${offset}`].filter(Boolean).join(' ')
}
