import { FieldError, UsageError } from '../errors.ts'
import { ConditionExpression } from '../expressions/conditional.ts'
import { Expression, type ResolveContext } from '../expressions/expression.ts'
import { Constant, Null } from '../expressions/param.ts'
import { Col } from '../expressions/references.ts'
import { Exact, IsNull } from '../lookups/comparison.ts'
import { Lookup } from '../lookups/lookup.ts'
import { type QChild, QNode } from '../q.ts'
import { JoinPromoter } from './join-promoter.ts'
import { chooseLookup, solveKey } from './keys.ts'
import { type Joined, ManyCrossed, namesToPath, setupJoins, trimJoins } from './names.ts'
import type { Query } from './query.ts'
import { splitExclude } from './split-exclude.ts'
import { WhereNode } from './where.ts'

/** Where in a condition a part stands. */
export interface FilterContext {
  /** There is a negation somewhere above. */
  readonly branchNegated: boolean
  /** The number of negations above is odd. */
  readonly currentNegated: boolean
  /** To-many joins that this call made and may share; null = all. */
  readonly reuse: Set<string> | null
  readonly allowJoins: boolean
  /** Negated conditions over to-many relations become subqueries. */
  readonly splitSubqueries: boolean
  readonly summarize: boolean
}

/** A part of a condition, and the joins without which it cannot be true. */
export interface Filter {
  readonly clause: WhereNode
  readonly needed: Iterable<string>
}

const NONE: readonly string[] = []

/** Add one call's condition to a query. */
export function addQ(query: Query, q: QNode): void {
  const inner = query.tables.inner()
  const context = { ...TOP, reuse: query.usedAliases }
  const { clause } = buildQ(query, q, context)
  if (!clause.isEmpty) query.where = query.where.add(clause, 'AND')
  // What was inner before stays inner: the old conditions still hold.
  query.tables.demote(inner)
}

const TOP: Omit<FilterContext, 'reuse'> = {
  branchNegated: false,
  currentNegated: false,
  allowJoins: true,
  splitSubqueries: true,
  summarize: false,
}

/** A condition inside an expression; its joins keep the rows for which it does not hold. */
export function buildCondition(context: ResolveContext, q: QNode): WhereNode {
  const { query, allowJoins, summarize } = context
  const reuse = context.reuse
  const { clause, needed } = buildQ(query, q, { ...TOP, reuse, allowJoins, summarize, splitSubqueries: false })
  query.tables.promote(needed)
  return clause
}

function buildQ(query: Query, q: QNode, context: FilterContext): Filter {
  const currentNegated = context.currentNegated !== q.negated
  const inside = { ...context, currentNegated, branchNegated: context.branchNegated || q.negated }
  const promoter = new JoinPromoter(q.connector, q.children.length, currentNegated)
  let node = new WhereNode([], q.connector)
  for (const child of q.children) {
    const { clause, needed } = buildFilter(query, child, inside)
    promoter.addVotes(needed)
    if (!clause.isEmpty) node = node.add(clause, q.connector)
  }
  const needed = promoter.update(query.tables)
  return { clause: q.negated ? new WhereNode(node.children, q.connector, true) : node, needed }
}

/** One part of a condition. The caller adds the clause to the query. */
export function buildFilter(query: Query, child: QChild, context: FilterContext): Filter {
  if (child instanceof QNode) return buildQ(query, child, context)
  if (child instanceof ConditionExpression) return buildQ(query, child.q, context)
  if (child instanceof Expression) return { clause: expressionClause(query, child, context), needed: NONE }
  // Frozen before: every right side is an expression.
  return buildComparison(query, child[0], child[1] as Expression, context)
}

function expressionClause(query: Query, expression: Expression, context: FilterContext): WhereNode {
  const { allowJoins, reuse, summarize } = context
  const resolved = expression.resolve({ query, allowJoins, reuse, summarize })
  if (!resolved.conditional) throw new UsageError('Cannot filter against a non-conditional expression.')
  return new WhereNode([resolved instanceof Lookup ? resolved : new Exact(resolved, new Constant(true))])
}

function buildComparison(query: Query, key: string, rhs: Expression, context: FilterContext): Filter {
  const { annotation, names, lookups } = solveKey(query, key)
  if (!context.allowJoins && names.length > 1) {
    throw new FieldError('Joined field references are not permitted in this query')
  }
  const before = query.tables.snapshot()
  const value = rhs.resolve({ ...context, query })
  const needed = grown(query, before)
  if (annotation) return { clause: new WhereNode([buildLookup(annotation, lookups, value)]), needed: NONE }
  const start = query.tables.initial(query.meta)
  const allowMany = !context.branchNegated || !context.splitSubqueries
  let joined: Joined
  try {
    const path = namesToPath(query, names, query.meta, { allowMany, wholly: true })
    joined = setupJoins(query, path, start, context.reuse)
  } catch (error) {
    if (error instanceof ManyCrossed) return splitExclude(query, key, rhs, context, error.named)
    throw error
  }
  query.lookupJoins = joined.aliases
  for (const alias of joined.aliases) needed.add(alias)
  return compare(query, joined, lookups, value, needed, context)
}

/** Tables that are used more than before. */
function grown(query: Query, before: ReadonlyMap<string, number>): Set<string> {
  const aliases = [...query.tables.joins.keys()]
  return new Set(aliases.filter(alias => query.tables.uses(alias) > (before.get(alias) ?? 0)))
}

function compare(
  query: Query,
  joined: Joined,
  lookups: readonly string[],
  value: Expression,
  needed: Set<string>,
  context: FilterContext,
): Filter {
  const { target, alias, aliases } = trimJoins(query, joined)
  if (context.reuse) for (const used of aliases) context.reuse.add(used)
  const column = new Col(alias, target, joined.relation)
  const lookup = buildLookup(column, lookups, value)
  let clause = new WhereNode([lookup])
  if (lookup instanceof IsNull) {
    return { clause, needed: lookup.wanted !== context.currentNegated ? NONE : needed }
  }
  if (!context.currentNegated) return { clause, needed }
  // NOT (col = x) is unknown for NULL; NOT (col = x AND col IS NOT NULL) is true.
  if (column.nullable(query)) clause = clause.add(new IsNull(new Col(alias, target), new Constant(false)), 'AND')
  if (value instanceof Col && value.field.null) clause = clause.add(new IsNull(value, new Constant(false)), 'AND')
  return { clause, needed: NONE }
}

/** Make the lookup that the names after the fields ask for. `= NULL` means IS NULL. */
function buildLookup(lhs: Expression, names: readonly string[], rhs: Expression): Lookup {
  const chosen = chooseLookup(lhs, names)
  return rhs instanceof Null ? chosen.lookup.forNull(chosen.lhs) : new chosen.lookup(chosen.lhs, rhs).prepared()
}
