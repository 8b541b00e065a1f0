import type { Expression } from '../expressions/expression.ts'
import { Constant } from '../expressions/param.ts'
import { Col, FieldReference, OuterReference, ResolvedOuterReference } from '../expressions/references.ts'
import { ExistsExpression, NestedQuery } from '../expressions/subquery.ts'
import { Exact } from '../lookups/comparison.ts'
import { QNode } from '../q.ts'
import { addQ, buildFilter, type Filter, type FilterContext } from './filters.ts'
import { type Path, SEPARATOR } from './names.ts'
import { Query } from './query.ts'

/**
 * A negated condition over a to-many relation: rows without any related row that meets it. The NOT stands further up;
 * here is `EXISTS (related row that meets it and belongs to this one)`.
 * @param named the names up to the first to-many relation
 */
export function splitExclude(
  query: Query,
  key: string,
  rhs: Expression,
  context: FilterContext,
  named: Path['named'],
): Filter {
  const inner = new Query(query.meta)
  addQ(inner, new QNode([[key, seenFromInside(rhs)]]))
  inner.clearOrdering(true, true)
  const { column, prefix, containsOuter } = trimStart(inner, named)
  inner.where = inner.where.add(new Exact(column, new ResolvedOuterReference(prefix)), 'AND')
  if (context.reuse?.has(column.alias) && namesSameTable(query, inner, column)) tieToSameRow(query, inner, column)
  const nested = new ExistsExpression(new NestedQuery(inner))
  const exists = buildFilter(query, nested, context)
  if (!containsOuter) return exists
  // A row that has no partner on the way excludes nothing.
  const absent = buildFilter(query, [`${prefix}${SEPARATOR}isnull`, new Constant(true)], {
    ...context,
    branchNegated: true,
    currentNegated: true,
  })
  return { clause: exists.clause.add(absent.clause, 'OR'), needed: exists.needed }
}

/** Fields on the right side are those of the query around. */
function seenFromInside(rhs: Expression): Expression {
  if (rhs instanceof OuterReference) return new OuterReference(rhs)
  return rhs instanceof FieldReference ? new OuterReference(rhs.name) : rhs
}

/** An alias is a number of a table in its query, and may be that of another table in the other query. */
function namesSameTable(query: Query, inner: Query, { alias }: Col): boolean {
  return query.tables.has(alias) && query.tables.get(alias).table === inner.tables.get(alias).table
}

/**
 * The same call joined the relation already: speak about that related row. As in Django the alias tells, since both
 * queries name their tables in the same way.
 */
function tieToSameRow(query: Query, inner: Query, column: Col): void {
  const { pk } = column.field.meta
  const aliases = inner.tables.bumpPrefix(query.tables)
  inner.rewritten({ aliases })
  const own = new Col(aliases.get(column.alias) ?? column.alias, pk)
  inner.where = inner.where.add(new Exact(own, new Col(column.alias, pk)), 'AND')
}

/** Give up the joins before the to-many one, and select the column by which it hangs on them. */
function trimStart(inner: Query, named: Path['named']): { column: Col; prefix: string; containsOuter: boolean } {
  const { tables } = inner
  const hops = named.flatMap(part => part.hops)
  const aliases = [...tables.joins.keys()].filter(alias => inner.lookupJoins.includes(alias) || alias === tables.base)
  const many = hops.findIndex(hop => hop.multiple)
  const hop = hops[many]
  if (!hop) throw new Error('A path that is split crosses a to-many relation.')
  const containsOuter = aliases.slice(1, many + 1).some(alias => tables.isOuter(alias))
  for (const alias of aliases.slice(0, many)) tables.unref(alias)
  const [before, after] = [aliases[many] as string, aliases[many + 1] as string] // one more than hops
  const [remote, key] = [hop.fromFields[0], hop.toFields[0]]
  if (!remote || !key) throw new Error('A join has at least one pair of columns.')
  const keepsFirst = tables.isOuter(after)
  if (!keepsFirst) tables.unref(before)
  const column = keepsFirst ? new Col(before, remote) : new Col(after, key)
  const base = [...tables.joins.keys()].find(alias => tables.uses(alias) > 0)
  if (base !== undefined) tables.makeBase(base)
  inner.setSelect([{ name: column.field.name, expression: column }])
  const prefix = [...namesWithin(named, many), remote.name].join(SEPARATOR)
  return { column, prefix, containsOuter }
}

/** The names that all lie before the hop with this number. */
function namesWithin(named: Path['named'], hops: number): string[] {
  const names: string[] = []
  let left = hops
  for (const part of named) {
    left -= part.hops.length
    if (left < 0) break
    names.push(part.name)
  }
  return names
}
