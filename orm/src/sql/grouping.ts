import { UsageError, ValueError } from '../errors.ts'
import { Aggregate } from '../expressions/aggregates.ts'
import type { Expression } from '../expressions/expression.ts'
import { Col } from '../expressions/references.ts'
import { NestedQuery } from '../expressions/subquery.ts'
import type { Query } from './query.ts'
import { checkAlias } from './selection.ts'
import type { WhereNode } from './where.ts'

/** Add computed values. @param select whether they are returned */
export function addAnnotation(query: Query, name: string, expression: Expression, select: boolean): void {
  checkAlias(name)
  const resolved = expression.resolve({ query, allowJoins: true, reuse: null, summarize: false })
  const selected = [...query.selectedAnnotations().keys()]
  if (!select) query.annotationMask = new Set(selected.filter(other => other !== name))
  else if (query.annotationMask !== null) query.annotationMask = new Set([...selected, name])
  query.annotations = new Map([...query.annotations, [name, resolved]])
  if (!select || !query.outputNames || query.outputNames.includes(name)) return
  query.outputNames = [...query.outputNames, name]
}

/** @throws ValueError when a field of the model has this name; after `values('…')`, when one of those does */
export function refuseFieldName(query: Query, name: string): void {
  const isNamed = query.outputNames?.includes(name) && query.select.some(column => column.name === name)
  if (query.valuesMode ? !isNamed : name === 'pk' || !query.meta.names.has(name)) return
  throw new ValueError(`The annotation '${name}' conflicts with a field on the model.`)
}

/** Group as soon as one of the new annotations is an aggregate. */
export function groupForAggregates(query: Query, names: readonly string[]): void {
  if (!names.some(name => query.annotations.get(name)?.containsAggregate)) return
  if (query.valuesMode) setGroupBy(query)
  else query.groupBy = true
}

/** Group by everything selected that is no aggregate. */
export function setGroupBy(query: Query): void {
  const groups = query.select.map(column => column.expression)
  for (const annotation of query.selectedAnnotations().values()) {
    if (annotation.groupBy().length === 0) continue
    const isComputedLater = annotation.containsAggregate || annotation.containsWindow
    groups.push(...(isComputedLater ? annotation.groupBy() : [annotation]))
  }
  query.groupBy = groups
}

/**
 * The same condition on groups with an aggregate around every plain column: each is grouped by, so that all rows of a
 * group have its value. MariaDB finds a grouped column in HAVING only where no other one has its name.
 */
export function overGroups(having: WhereNode): WhereNode {
  const replace = (node: Expression): Expression | undefined => {
    if (node instanceof Col) return new Aggregate('MAX', node, {}, node.field)
    return node instanceof Aggregate || node instanceof NestedQuery ? node : undefined
  }
  return having.rewrite({ replace }) as WhereNode // a node of conditions is not replaced
}

/** @throws UsageError for something that is no aggregate */
export function refusePlain(name: string, expression: Expression): void {
  if (!expression.containsAggregate) throw new UsageError(`${name} is not an aggregate expression`)
}
