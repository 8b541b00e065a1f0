import { FieldError } from '../errors.ts'
import { Literal } from '../expressions/combinable.ts'
import { Expression } from '../expressions/expression.ts'
import { OrderBy, Random } from '../expressions/order-by.ts'
import { Col, FieldReference } from '../expressions/references.ts'
import { tryTransform } from '../lookups/registry.ts'
import type { Meta, Relation } from '../meta.ts'
import type { Compiler } from './compiler.ts'
import { longestPath, SEPARATOR, setupJoins, trimJoins } from './names.ts'
import type { Query } from './query.ts'
import { EmptyResultSet, FullResultSet } from './result-set.ts'
import type { Selected } from './select-columns.ts'

export interface CompiledOrder {
  readonly terms: readonly OrderBy[]
  readonly sql: string
  /** What is ordered by and not selected: DISTINCT needs it in the list. */
  readonly unselected: readonly Selected[]
  /** The order is the model's own, not asked for: groups drop it. */
  readonly isDefault: boolean
}

/** Resolve the order of a query and write it; equal terms once. */
export function compileOrder(query: Query, selected: readonly Selected[], compiler: Compiler): CompiledOrder {
  const terms: OrderBy[] = []
  const written = new Map<string, string>()
  for (const term of resolveOrder(query)) {
    const sql = termSql(term, compiler)
    if (sql === null || written.has(sql)) continue
    written.set(sql, term.compile(compiler))
    terms.push(term)
  }
  const unselected = query.distinct ? notSelected(terms, selected, compiler) : []
  for (const term of tieBreakers(query, terms, selected)) {
    const sql = term.expression.compile(compiler)
    if (!written.has(sql)) written.set(sql, term.compile(compiler))
  }
  const isDefault = query.orderBy.length === 0
  return { terms, sql: [...written.values()].join(', '), unselected, isDefault }
}

/**
 * Distinct values in an order come sorted by all their columns: that is how PostgreSQL finds equal ones, and so the
 * answer is the same everywhere.
 */
function tieBreakers(query: Query, terms: readonly OrderBy[], selected: readonly Selected[]): OrderBy[] {
  if (!query.distinct || query.distinctFields.length > 0 || !query.valuesMode || terms.length === 0) return []
  return selected.filter(({ expression }) => expression instanceof Col).map(({ expression }) => new OrderBy(expression))
}

/** A value that is the same for every row orders nothing. */
function termSql(term: OrderBy, compiler: Compiler): string | null {
  try {
    return term.expression.compile(compiler)
  } catch (error) {
    if (error instanceof EmptyResultSet || error instanceof FullResultSet) return null
    throw error
  }
}

function notSelected(terms: readonly OrderBy[], selected: readonly Selected[], compiler: Compiler): Selected[] {
  const known = new Set(selected.map(({ expression }) => safeSql(expression, compiler)))
  const missing = terms.filter(term => !known.has(safeSql(term.expression, compiler)))
  return missing.map(term => ({ expression: term.expression, name: null }))
}

function safeSql(expression: Expression, compiler: Compiler): string {
  try {
    return expression.compile(compiler)
  } catch (error) {
    if (error instanceof EmptyResultSet || error instanceof FullResultSet) return ''
    throw error
  }
}

/** The terms of the order with their columns joined. */
function resolveOrder(query: Query): OrderBy[] {
  const own = query.defaultOrdering ? (query.meta.ordering as readonly (string | Expression)[]) : []
  const given = query.orderBy.length ? query.orderBy : own
  return given.flatMap(term => {
    const resolved = typeof term === 'string' ? namedTerms(query, term) : [resolveTerm(query, term)]
    return query.reversed ? resolved.map(each => each.reversed()) : resolved
  })
}

function resolveTerm(query: Query, term: Expression): OrderBy {
  const fixed = withFixedLiterals(term)
  const order = fixed instanceof OrderBy ? fixed : new OrderBy(fixed)
  const resolved = order.resolve({ query, allowJoins: true, reuse: null, summarize: false })
  return resolved as OrderBy // resolving keeps the outermost node
}

/** The order of a model is part of every query of it, so that its literals are no arguments. */
function withFixedLiterals(term: Expression): Expression {
  return term.rewrite({ replace: node => (node instanceof Literal ? node.fixed() : undefined) })
}

function namedTerms(query: Query, term: string): OrderBy[] {
  if (term === '?') return [new OrderBy(new Random())]
  const descending = term.startsWith('-')
  const name = descending ? term.slice(1) : term
  const annotation = query.annotations.get(name)
  if (annotation) return [new OrderBy(annotation, descending)]
  return pathTerms(query, name, query.meta, query.tables.base ?? query.tables.initial(query.meta), descending, [])
}

/** Order by a path; a relation means the order of its model. @throws FieldError when the orders run in a circle */
function pathTerms(
  query: Query,
  name: string,
  meta: Meta,
  start: string,
  descending: boolean,
  seen: readonly string[],
  prefix = '',
): OrderBy[] {
  const names = name.split(SEPARATOR)
  const { path, transforms } = longestPath(query, names, meta)
  const joined = setupJoins(query, path, start, null)
  const end = joined.aliases.at(-1) as string // the start at least
  if (path.relation && transforms.length === 0 && ordersByModel(path.relation, names)) {
    const route = joined.aliases
      .slice(1)
      .map(alias => JSON.stringify(query.tables.get(alias).on))
      .join()
    if (seen.includes(route)) throw new FieldError('Infinite loop caused by ordering.')
    return modelTerms(query, path.meta, end, descending, [...seen, route], prefix + name)
  }
  const { alias, target } = trimJoins(query, joined)
  const column = transforms.reduce<Expression>((lhs, transform) => tryTransform(lhs, transform), new Col(alias, target))
  return [new OrderBy(column, descending)]
}

/** `author` orders as authors are ordered; `authorId` and `pk` by the key, `author__pk` where that is no relation, too. */
function ordersByModel(relation: Relation, names: readonly string[]): boolean {
  const last = names.at(-1)
  if (relation.to.ordering.length === 0 || (last === 'pk' && names.length === 1)) return false
  return relation.direction === 'reverse' || relation.kind === 'manyToMany' || relation.field.attname !== last
}

/** The order of the model at the end of a path. */
function modelTerms(
  query: Query,
  meta: Meta,
  alias: string,
  descending: boolean,
  seen: readonly string[],
  path: string,
): OrderBy[] {
  const prefix = path + SEPARATOR
  return (meta.ordering as readonly (string | Expression)[]).flatMap(term => {
    if (term instanceof Expression) {
      const order = resolveTerm(query, prefixed(term, prefix))
      return [descending ? order.reversed() : order]
    }
    const opposite = term.startsWith('-')
    const name = opposite ? term.slice(1) : term
    return pathTerms(query, name, meta, alias, descending !== opposite, seen, prefix)
  })
}

/** The same expression about the fields of a related model. */
function prefixed(expression: Expression, prefix: string): Expression {
  const replace = (node: Expression) =>
    node instanceof FieldReference ? new FieldReference(prefix + node.name) : undefined
  return expression.rewrite({ replace })
}
