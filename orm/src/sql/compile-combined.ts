import { DatabaseError, FieldError } from '../errors.ts'
import { OrderBy, Random } from '../expressions/order-by.ts'
import { FieldReference, Ref } from '../expressions/references.ts'
import { type CompiledSelect, compileSelect, limitSql } from './compile-select.ts'
import type { Compiler } from './compiler.ts'
import type { Query } from './query.ts'
import { EmptyResultSet } from './result-set.ts'
import type { Selected, SelectedColumns } from './select-columns.ts'
import { setValues } from './selection.ts'

const OPERATORS = { union: 'UNION', intersection: 'INTERSECT', difference: 'EXCEPT' } as const

/** Write a union, intersection or difference. Its order can name selected columns only. */
export function compileCombined(query: Query, columns: SelectedColumns, compiler: Compiler): CompiledSelect {
  const parts = compileParts(query, compiler)
  if (parts.length === 0) throw new EmptyResultSet()
  const all = query.combinatorAll && query.combinator === 'union' ? ' ALL' : ''
  const operator = ` ${OPERATORS[query.combinator ?? 'union']}${all} `
  const first = parts[0] as CompiledSelect // not empty
  const order = orderSql(query, first.selected, compiler)
  const sql = [parts.map(part => part.sql).join(operator), order && `ORDER BY ${order}`, limitSql(query, compiler)]
  const { rows } = query.defaultColumns || query.valuesMode ? first : { rows: columns.plan }
  return { sql: sql.filter(Boolean).join(' '), rows, selected: first.selected }
}

function compileParts(query: Query, compiler: Compiler): CompiledSelect[] {
  const parts: CompiledSelect[] = []
  for (const part of query.combined) {
    try {
      parts.push(compilePart(query, part.clone(), compiler))
    } catch (error) {
      if (!(error instanceof EmptyResultSet)) throw error
      // An empty query adds nothing to a union, and takes nothing away from what came before.
      const harmless = query.combinator === 'union' || (query.combinator === 'difference' && parts.length > 0)
      if (!harmless) throw error
    }
  }
  return parts
}

function compilePart(query: Query, part: Query, compiler: Compiler): CompiledSelect {
  if (!part.valuesMode && query.valuesMode && query.outputNames) setValues(part, query.outputNames)
  const compiled = compileSelect(part, compiler.nested(part), { named: true })
  return { ...compiled, sql: enclosed(part, compiled.sql, compiler) }
}

/** A part with an order, a limit or an operator of its own has to be set off. */
function enclosed(part: Query, sql: string, compiler: Compiler): string {
  const plain = !part.combinator && !part.isSliced && !/ ORDER BY /.test(sql)
  if (plain) return sql
  return compiler.backend.features.supportsParenthesesInCompound ? `(${sql})` : `SELECT * FROM (${sql})`
}

function orderSql(query: Query, selected: readonly Selected[], compiler: Compiler): string {
  const terms = query.orderBy.map(term => {
    const order = typeof term === 'string' ? fromName(term) : term
    const directed = query.reversed ? order.reversed() : order
    return directed.with([resultColumn(query, directed, selected)]).compile(compiler)
  })
  return terms.join(', ')
}

function fromName(term: string): OrderBy {
  if (term === '?') return new OrderBy(new Random())
  return term.startsWith('-')
    ? new OrderBy(new FieldReference(term.slice(1)), true)
    : new OrderBy(new FieldReference(term))
}

/** The column of the result that a term means. */
function resultColumn(query: Query, term: OrderBy, selected: readonly Selected[]): Ref | Random {
  const { expression } = term
  if (expression instanceof Random) return expression
  if (!(expression instanceof FieldReference)) throw outside()
  const first = query.combined[0] as Query // a combination has parts
  const position = columnPosition(first, expression.name, selected)
  const column = selected[position]
  if (!column) throw outside()
  return new Ref(column.name ?? `col${position + 1}`, column.expression)
}

function columnPosition(query: Query, name: string, selected: readonly Selected[]): number {
  const labels = query.valuesMode ? labelsOf(query) : []
  const labelled = labels.indexOf(name)
  if (labelled >= 0) return labelled
  const annotated = selected.findIndex(column => column.name === name)
  if (annotated >= 0) return annotated
  const field = query.meta.find(name)
  if (!field) throw new FieldError(`Cannot resolve keyword '${name}' into field.`)
  return selected.findIndex(column => column.name === null && column.expression.label().endsWith(`.${field.column}`))
}

function labelsOf(query: Query): readonly string[] {
  return query.outputNames ?? [...query.select.map(column => column.name), ...query.selectedAnnotations().keys()]
}

function outside(): DatabaseError {
  return new DatabaseError('ORDER BY term does not match any column in the result set.')
}
