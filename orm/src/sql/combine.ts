import { UsageError } from '../errors.ts'
import { JoinPromoter } from './join-promoter.ts'
import type { Combinator, Query } from './query.ts'

export type CombineConnector = 'AND' | 'OR'

/** Merge another query of the same model into this one; what `&` and `|` of QuerySets do. */
export function combineQueries(query: Query, other: Query, connector: CombineConnector): void {
  refuseUnlike(query, other)
  const initial = query.tables.initial(query.meta)
  const right = other.clone()
  right.tables.initial(right.meta)
  right.rewritten({ aliases: right.tables.bumpPrefix(query.tables, initial) })
  const aliases = mergeJoins(query, right, connector)
  query.tables.usedPrefixes = new Set([...query.tables.usedPrefixes, ...right.tables.usedPrefixes])
  const where = right.where.rewrite({ aliases }) as typeof right.where // a node stays a node
  if (!where.isEmpty)
    query.where = query.where.isEmpty && connector === 'OR' ? query.where : query.where.add(where, connector)
  else if (connector === 'OR') query.where = where
  query.select = right.select.map(column => ({ ...column, expression: column.expression.rewrite({ aliases }) }))
  if (right.orderBy.length) query.orderBy = right.orderBy
}

function refuseUnlike(query: Query, other: Query): void {
  if (query.meta !== other.meta) throw new UsageError('Cannot combine queries on two different base models.')
  if (query.isSliced || other.isSliced) throw new UsageError('Cannot combine queries once a slice has been taken.')
  if (query.distinct !== other.distinct) {
    throw new UsageError('Cannot combine a unique query with a non-unique query.')
  }
  if (query.distinctFields.join() !== other.distinctFields.join()) {
    throw new UsageError('Cannot combine queries with different distinct fields.')
  }
}

/**
 * Join the tables of the right query to the left one and return their new aliases. Under AND every to-many condition
 * keeps a join of its own, since one related row need not meet both sides; under OR one row is enough.
 */
function mergeJoins(query: Query, right: Query, connector: CombineConnector): Map<string, string> {
  const reuse = connector === 'AND' ? new Set<string>() : new Set(query.tables.joins.keys())
  const promoter = new JoinPromoter(connector, 2, false)
  promoter.addVotes(query.tables.inner())
  const votes = new Set<string>()
  const aliases = new Map<string, string>()
  for (const join of [...right.tables.joins.values()].slice(1)) {
    const parent = aliases.get(join.parent ?? '') ?? join.parent ?? ''
    const alias = query.tables.join({ ...join, parent }, reuse)
    if (join.type === 'INNER') votes.add(alias)
    // Two joins of the right side must not become one.
    reuse.delete(alias)
    if (alias !== join.alias) aliases.set(join.alias, alias)
    if (right.tables.uses(join.alias) === 0) query.tables.unref(alias)
  }
  promoter.addVotes(votes)
  promoter.update(query.tables)
  return aliases
}

/** Make this query the frame of a union, intersection or difference of itself and others. */
export function setCombinator(query: Query, combinator: Combinator, others: readonly Query[], all: boolean): Query {
  const first = query.clone()
  query.clearOrdering(true, true)
  query.defaultOrdering = false
  query.clearLimits()
  query.combined = [first, ...others]
  query.combinator = combinator
  query.combinatorAll = all
  return query
}
