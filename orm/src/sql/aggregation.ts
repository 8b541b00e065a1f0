import { Count } from '../expressions/aggregates.ts'
import { type Expression, walk } from '../expressions/expression.ts'
import { Constant } from '../expressions/param.ts'
import { Col, Ref } from '../expressions/references.ts'
import { NestedQuery } from '../expressions/subquery.ts'
import { INTEGER } from '../expressions/types.ts'
import { addAnnotation, refusePlain, setGroupBy } from './grouping.ts'
import { clearOrdering } from './ordering.ts'
import { Query } from './query.ts'
import { addFields, checkAlias } from './selection.ts'

/** Turn a query into that of `count()`. */
export function countQuery(query: Query): Query {
  return aggregateQuery(query, [['count', Count('*')]])
}

/** Turn a query into one of a single row with a column for each aggregate. */
export function aggregateQuery(query: Query, aggregates: readonly (readonly [string, Expression])[]): Query {
  const resolved = resolveAggregates(query, aggregates)
  const outer = needsSubquery(query, resolved) ? aroundSubquery(query, resolved) : inPlace(query, resolved)
  clearOrdering(outer, true, true)
  outer.clearLimits()
  outer.lock = null
  outer.related = null
  outer.isAggregate = true
  outer.valuesMode = true
  return outer
}

/** Later aggregates may refer to earlier ones. */
function resolveAggregates(
  query: Query,
  aggregates: readonly (readonly [string, Expression])[],
): Map<string, Expression> {
  const before = { annotations: query.annotations, mask: query.annotationMask }
  const resolved = new Map<string, Expression>()
  for (const [name, expression] of aggregates) {
    checkAlias(name)
    const bound = expression.resolve({ query, allowJoins: true, reuse: null, summarize: true })
    refusePlain(name, bound)
    const whole = inlined(bound, resolved)
    resolved.set(name, whole)
    query.annotations = new Map([...query.annotations, [name, whole]])
    if (query.annotationMask) query.annotationMask = new Set([...query.annotationMask, name])
  }
  query.annotations = before.annotations
  query.annotationMask = before.mask
  return resolved
}

/** Put the expressions themselves where their names stand. */
function inlined(expression: Expression, by: ReadonlyMap<string, Expression>): Expression {
  return expression.rewrite({ replace: node => (node instanceof Ref ? by.get(node.name) : undefined) })
}

function needsSubquery(query: Query, aggregates: ReadonlyMap<string, Expression>): boolean {
  const aggregated = [...query.annotations.values()].some(annotation => annotation.containsAggregate)
  const { having } = query.where.splitHaving()
  const overSubquery = [...aggregates.values()].some(refersToNested)
  return (
    Array.isArray(query.groupBy) ||
    query.isSliced ||
    aggregated ||
    having !== null ||
    query.where.containsWindow ||
    overSubquery ||
    query.distinct ||
    query.combinator !== null
  )
}

/** Whether it is over a value that has to be there first: of a subquery or a window. */
function refersToNested(expression: Expression): boolean {
  return [...walk(expression)].some(node => node instanceof Ref && (node.source.containsWindow || holdsQuery(node)))
}

function holdsQuery(expression: Expression): boolean {
  return [...walk(expression)].some(node => node instanceof NestedQuery)
}

function inPlace(query: Query, aggregates: ReadonlyMap<string, Expression>): Query {
  const annotations = [...aggregates].map(([name, value]) => [name, inlined(value, query.annotations)] as const)
  query.clearSelect()
  query.annotations = new Map(annotations)
  query.annotationMask = null
  query.groupBy = null
  return query
}

function aroundSubquery(query: Query, aggregates: ReadonlyMap<string, Expression>): Query {
  const outer = new Query(query.meta)
  const inner = query
  inner.isNested = true
  inner.lock = null
  inner.related = null
  clearOrdering(inner, false, true)
  if (!inner.distinct) narrowSelection(inner, aggregates)
  outer.annotations = new Map([...aggregates].map(([name, value]) => [name, pointedAt(inner, value)]))
  const selectsNothing = inner.select.length === 0 && !inner.defaultColumns && inner.selectedAnnotations().size === 0
  if (selectsNothing && !inner.combinator) addFields(inner, ['pk'], false)
  outer.defaultColumns = false
  outer.inner = inner
  return outer
}

/** Select no more than what the rows depend on and the aggregates need. */
function narrowSelection(inner: Query, aggregates: ReadonlyMap<string, Expression>): void {
  const aggregated = [...inner.annotations.values()].some(annotation => annotation.containsAggregate)
  if (inner.defaultColumns && (aggregated || inner.groupBy === true)) {
    inner.groupBy = [new Col(inner.tables.initial(inner.meta), inner.meta.pk)]
  }
  // Without anything to group by, it is the aggregates that make one row of all.
  const isOneGroup = Array.isArray(inner.groupBy) && inner.groupBy.length === 0
  if (inner.combinator || isOneGroup) return
  inner.defaultColumns = false
  const needed = new Set<string>()
  for (const aggregate of aggregates.values()) {
    for (const node of walk(aggregate)) if (node instanceof Ref) needed.add(node.name)
  }
  for (const [name, annotation] of inner.selectedAnnotations()) {
    if (annotation.groupBy().length) needed.add(name)
  }
  inner.annotationMask = needed
  if (inner.outputNames) inner.outputNames = null
}

/** The aggregate over the columns of the inner query, which selects them under names of their own. */
function pointedAt(inner: Query, aggregate: Expression): Expression {
  return aggregate.rewrite({
    replace: node => {
      if (node instanceof Ref) return node
      return node instanceof Col ? columnOf(inner, node) : undefined
    },
  })
}

function columnOf(inner: Query, column: Col): Ref {
  for (const [name, annotation] of inner.annotations) {
    if (name.startsWith('__col') && annotation.label() === column.label()) return new Ref(name, annotation)
  }
  const name = `__col${inner.annotations.size + 1}`
  inner.annotations = new Map([...inner.annotations, [name, column]])
  inner.annotationMask &&= new Set([...inner.annotationMask, name])
  if (inner.outputNames) inner.outputNames = [...inner.outputNames, name]
  return new Ref(name, column)
}

/** Turn a query into that of `exists()`: one row, no columns to speak of, no order. */
export function existsQuery(query: Query, limit = true): Query {
  if (!(query.distinct && query.isSliced)) {
    if (query.groupBy === true) {
      addFields(
        query,
        query.meta.fields.map(field => field.attname),
        false,
      )
      setGroupBy(query)
    }
    query.clearSelect()
  }
  if (query.combinator === 'union') query.combined = query.combined.map(part => existsQuery(part.clone(), false))
  clearOrdering(query, true, true)
  addAnnotation(query, 'a', new Constant(1, INTEGER), true)
  query.limitsToOne ||= limit
  return query
}
